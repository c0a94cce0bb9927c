"""OpenAPI 3.1 as the contract, with a page that fetches nothing from elsewhere."""

from __future__ import annotations

import re

from tests.doors import Client, make_client

ROUTES = {
    ("post", "/v1/questions"), ("post", "/v1/chat/completions"), ("get", "/v1/models"), ("post", "/v1/searches"), ("post", "/v1/case-examples"), ("post", "/v1/quote-checks"),
    ("get", "/v1/passages/{passage_id}"), ("get", "/v1/documents"), ("get", "/v1/documents/{document_id}"),
    ("post", "/v1/documents"), ("delete", "/v1/documents/{document_id}"),
    ("get", "/v1/reviews"), ("post", "/v1/reviews/{review_id}/decisions"),
    ("get", "/health/live"), ("get", "/health/ready"), ("get", "/metrics"),
}  # fmt: skip


def test_the_schema_is_openapi_3_1_and_holds_every_route_described(client: Client) -> None:
    document = client.get("/schema").json()
    assert document["openapi"].startswith("3.1")
    assert {(verb, path) for path, item in document["paths"].items() for verb in item} == ROUTES
    for item in document["paths"].values():
        for operation in item.values():
            assert operation["summary"]
            assert operation["description"]
            assert operation["tags"]
    assert client.get("/schema/openapi.json").json() == document


def test_bodies_and_errors_have_examples(client: Client) -> None:
    document = client.get("/schema").json()
    ask = document["paths"]["/v1/questions"]["post"]
    assert ask["requestBody"]["content"]["application/json"]["schema"]["examples"][0]["question"]
    assert ask["responses"]["200"]["content"]["application/json"]["examples"]
    for status in ("400", "401", "413", "415", "429", "503"):
        assert ask["responses"][status]["content"]["application/problem+json"]["examples"]
    fields = document["components"]["schemas"]["QuestionInput"]["properties"]
    assert all(field.get("description") for field in fields.values())


def test_the_example_reply_has_the_shape_of_a_real_one(client: Client) -> None:
    document = client.get("/schema").json()
    examples = document["paths"]["/v1/questions"]["post"]["responses"]["200"]["content"]["application/json"]["examples"]
    example = next(iter(examples.values()))["value"]
    real = client.post("/v1/questions", json={"question": "When can I share information without consent?"}).json()
    assert example.keys() | {"reason", "message"} == real.keys(), "the framework leaves out null"
    assert example["trace"].keys() | {"prompt"} == real["trace"].keys()
    assert example["statements"][0]["citations"][0].keys() == real["statements"][0]["citations"][0].keys()


def test_the_schema_says_when_a_token_is_needed() -> None:
    with make_client(tokens="ada:secret") as client:
        document = client.get("/schema", headers={"authorization": "Bearer secret"}).json()
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


def test_the_documentation_page_names_every_route_and_loads_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/schema/docs").text
    for verb, path in ROUTES:
        assert f"{verb.upper()} {path}" in page
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "<script" not in page
    assert client.get("/schema/nothing").status_code == 404
