"""What a user typed reaches no log, no metric, no audit line and no error, by whatever road it comes in."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from tests.doors import make_client
from tests.fakes import FakeLibrarian, MemoryStore

CANARY = "zzqcanary"
TEXTS = [f"{CANARY} information", f"tommy {CANARY}", f"hurting me {CANARY}", f"breakguard {CANARY}", f"{CANARY}\u0007", CANARY * 400]
POSTS = {"/v1/questions": "question", "/v1/searches": "query", "/v1/case-examples": "query", "/v1/quote-checks": "quote"}


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream", "text/html"])
def test_no_words_of_a_user_are_logged_counted_or_audited(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], accept: str
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = {"accept": accept}
    with make_client(audit_dir=tmp_path, librarian=FakeLibrarian(MemoryStore())) as client:
        responses: list[Any] = []
        for text in TEXTS:
            for route, field in POSTS.items():
                bodies = ({field: text}, {field: "sharing", "nation": text}, {field: "sharing", text: 1})
                responses.extend(client.post(route, json=body, headers=headers) for body in bodies)
                responses.append(client.post(route, content=text, headers={**headers, "content-type": "application/json"}))
                responses.append(client.post(route, content=text, headers={**headers, "content-type": "text/plain"}))
            client.post("/", data={"question": text}, headers=headers)
            client.post("/", data={"question": text, "action": "search"}, headers=headers)
            responses.append(client.post("/", data={"question": "sharing", "nation": text, "as_at": text}, headers=headers))
            files = {"file": (f"{CANARY}.md", text.encode())}
            responses.append(client.post("/v1/documents", files=files, data={"title": "Fine", "kind": text}, headers=headers))
            client.post("/v1/documents", files=files, data={"title": text[:150]}, headers=headers)
            decision = {"decision": text, "reason": text, "reviewer": "x"}
            responses.append(client.post("/v1/reviews/r1/decisions", json=decision, headers=headers))
        addresses = ("/v1/passages", "/v1/documents", "/passages", "/documents", "/static", "/v1", "", "/schema")
        responses.extend(client.get(f"{address}/{CANARY}?x={CANARY}", headers=headers) for address in addresses)
        for query in ("nation", "kind", "status", "theme", CANARY):
            responses.append(client.get(f"/v1/documents?{query}={CANARY}", headers=headers))
            responses.append(client.get(f"/documents?{query}={CANARY}", headers=headers))
        client.request("DELETE", f"/v1/documents/{CANARY}", headers=headers)
        client.request(CANARY.upper(), "/v1/questions", headers=headers)
        client.get("/v1/documents", headers={**headers, "authorization": f"Bearer {CANARY}"})
        metrics = client.get("/metrics").text
    ours = [record for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))]  # the client's own log
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in ours)
    printed = "".join(capfd.readouterr())
    assert "assistant.access" in logged
    assert "assistant.errors" in logged
    for place, text in (("log", logged), ("output", printed), ("metrics", metrics), ("audit", (tmp_path / "audit.jsonl").read_text())):
        assert CANARY not in text.lower(), place
    for response in responses:
        if response.status_code >= 400:
            shown = response.text.lower().replace("'zzqcanary'", "").replace('"field":"zzqcanary"', "")  # a field is named, never its value
            assert CANARY not in shown


def test_the_access_log_has_route_templates_and_names_only(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "assistant.access")
    with make_client(tokens="ada:secret") as client:
        client.get("/v1/documents/d05-sharing?", headers={"authorization": "Bearer secret"})
    message = next(record.getMessage() for record in caplog.records if record.name == "assistant.access")
    assert message.startswith("GET /v1/documents/{document_id} 200 ")
    assert message.endswith(" ada")
