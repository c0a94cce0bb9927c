"""The system under test as the answer suite sees it: this assistant in process, or any system behind the same HTTP contract."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.errors import AssistantError, BadInput, Unavailable
from assistant.types import Abstention, Answer, Citation, Question, Refusal, Reply, Signpost

TIMEOUT_S = 120.0
OLD = ("superseded", "withdrawn")


@dataclass(frozen=True, slots=True)
class SeenCitation:
    """A citation as it reached the user. `sources` maps source id to its status."""

    quote: str
    sha256: str
    document_id: str
    status: str
    sources: Mapping[str, str]

    @property
    def old(self) -> bool:
        """The text cited is superseded or withdrawn, or rests on nothing but such sources."""
        return self.status in OLD or (bool(self.sources) and all(status in OLD for status in self.sources.values()))


@dataclass(frozen=True, slots=True)
class Seen:
    """A reply as it reached the user."""

    outcome: str
    reason: str | None
    statements: tuple[str, ...]
    citations: tuple[SeenCitation, ...]
    per_statement: tuple[int, ...]
    notices: tuple[tuple[str, str | None], ...]
    timings_ms: Mapping[str, float]


class System(Protocol):
    """Answers questions and says whether a quote stands in its library."""

    def ask(self, question: Question) -> Seen: ...

    def verify(self, citation: SeenCitation) -> bool: ...


class LocalSystem:
    """Wraps an `ask` and a `check(quote, document_id) -> bool`, usually those of `assistant.service.Assistant`."""

    def __init__(self, ask: Callable[[Question], Reply], check: Callable[[str, str], bool]) -> None:
        self._ask, self._check = ask, check

    def ask(self, question: Question) -> Seen:
        return seen(self._ask(question))

    def verify(self, citation: SeenCitation) -> bool:
        return _hash_holds(citation) and self._check(citation.quote, citation.document_id)


class RemoteSystem:
    """Speaks the HTTP contract of `POST /v1/questions` and `POST /v1/quote-checks`."""

    def __init__(self, url: str, token: str = "", client: Any = None) -> None:
        import httpx

        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = url.rstrip("/")
        self._client = client or httpx.Client(timeout=TIMEOUT_S, headers=headers)

    def ask(self, question: Question) -> Seen:
        body: dict[str, Any] = {"question": question.text}
        if question.filters.nation:
            body["nation"] = question.filters.nation.value
        if question.filters.as_at:
            body["as_at"] = question.filters.as_at.isoformat()
        return seen_from_json(self._post("/v1/questions", body))

    def verify(self, citation: SeenCitation) -> bool:
        if not _hash_holds(citation):
            return False
        try:
            found = self._post("/v1/quote-checks", {"quote": citation.quote, "document_id": citation.document_id})
        except BadInput:
            return False
        return bool(found.get("verified"))

    def _post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        import httpx

        try:
            response = self._client.post(self._url + path, json=body)
        except httpx.InvalidURL:
            raise BadInput("--url is not a web address. Give one such as http://127.0.0.1:8000.") from None
        except httpx.HTTPError as error:
            raise Unavailable(f"The system at --url cannot be reached ({type(error).__name__}).") from None
        if response.status_code in (400, 413, 422):
            raise BadInput(f"The system at --url refused the request to {path} (HTTP {response.status_code}).")
        if response.status_code != 200:
            raise Unavailable(f"The system at --url answered HTTP {response.status_code} to {path}.")
        try:
            found = response.json()
        except ValueError:
            raise Unavailable(f"The system at --url did not answer {path} with JSON.") from None
        if not isinstance(found, dict):
            raise Unavailable(f"The system at --url did not answer {path} with a JSON object.")
        return found


def seen(reply: Reply) -> Seen:
    """A reply of this product as a user sees it."""
    outcomes = {Answer: "answered", Abstention: "abstained", Refusal: "refused", Signpost: "signposted"}
    statements = reply.statements if isinstance(reply, Answer | Signpost) else ()
    return Seen(
        outcome=outcomes[type(reply)],
        reason=None if isinstance(reply, Answer) else reply.reason.value,
        statements=tuple(statement.text for statement in statements),
        citations=tuple(_citation(citation) for statement in statements for citation in statement.citations),
        per_statement=tuple(len(statement.citations) for statement in statements),
        notices=tuple((notice.kind.value, notice.document_id) for notice in reply.notices),
        timings_ms=dict(reply.trace.timings_ms),
    )


def seen_from_json(reply: Mapping[str, Any]) -> Seen:
    """A reply as JSON. Raises Unavailable when it does not keep the contract."""
    try:
        statements: Sequence[Mapping[str, Any]] = reply.get("statements") or ()
        citations = [[_citation_from_json(item) for item in statement.get("citations") or ()] for statement in statements]
        return Seen(
            outcome=str(reply["outcome"]),
            reason=reply.get("reason"),
            statements=tuple(str(statement["text"]) for statement in statements),
            citations=tuple(citation for group in citations for citation in group),
            per_statement=tuple(len(group) for group in citations),
            notices=tuple((str(notice["kind"]), notice.get("document_id")) for notice in reply.get("notices") or ()),
            timings_ms=dict((reply.get("trace") or {}).get("timings_ms") or {}),
        )
    except (KeyError, TypeError, AttributeError):
        raise Unavailable("The system at --url answered with a reply that does not keep the contract.") from None


def failed(error: AssistantError) -> Seen:
    """A question that ended in an error instead of a reply."""
    return Seen("failed", error.slug, (), (), (), (), {})


def _citation(citation: Citation) -> SeenCitation:
    sources = {source.id: source.status.value for source in citation.sources}
    return SeenCitation(citation.quote, citation.sha256, citation.document_id, citation.status.value, sources)


def _citation_from_json(item: Mapping[str, Any]) -> SeenCitation:
    sources = {str(source["id"]): str(source.get("status", "")) for source in item.get("sources") or ()}
    return SeenCitation(str(item["quote"]), str(item["sha256"]), str(item["document_id"]), str(item["status"]), sources)


def _hash_holds(citation: SeenCitation) -> bool:
    return hashlib.sha256(citation.quote.encode("utf-8")).hexdigest() == citation.sha256
