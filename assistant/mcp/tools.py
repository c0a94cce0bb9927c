"""The tools that the MCP server offers, and what answers them: an assistant in this process, or a running server.

A tool takes the body of its HTTP route and gives that route's wire object, so that there is one contract. An outage is an error,
never an empty list: a client must be able to tell "no guidance says so" from "nobody looked".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

import msgspec
from msgspec import Meta

from assistant.api import wire
from assistant.api.bodies import CaseInput, Id, Input, QuestionInput, QuoteInput, SearchInput, case_filters, question_of, search_of
from assistant.errors import AssistantError, BadInput, Unavailable, UnknownItem
from assistant.service import Assistant

TIMEOUT_S = 60.0


class PassageInput(Input, frozen=True):
    """A passage by its id."""

    passage_id: Annotated[Id, Meta(description="The `passage_id` of a citation, or the `id` of a passage that was found.")]


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool's name, what it takes and the words a model reads about it."""

    name: str
    takes: type[Input]
    title: str
    description: str


TOOLS = (
    ToolSpec(
        "search_guidance",
        SearchInput,
        "Search safeguarding guidance",
        "Find passages of UK safeguarding guidance, law and anonymised lessons by meaning and by words. Each comes with document, "
        "heading, status, nations and sources. `outcome` is found, nothing, refused or signposted.",
    ),
    ToolSpec(
        "ask",
        QuestionInput,
        "Ask what guidance says",
        "Answer a question from the library with statements that each carry a verified quote. `outcome` is answered, abstained (the "
        "library does not hold enough), refused (the question points to a person) or signposted (show the contacts first). Pass on "
        "statements with their citations and notices; never add to them.",
    ),
    ToolSpec("get_passage", PassageInput, "Read a passage", "A stored passage in full, with its document and the passages around it."),
    ToolSpec(
        "find_case_examples",
        CaseInput,
        "Find anonymised lessons",
        "Anonymised lessons from practice, by subject, theme, agency or age band, grouped by document. With `summarise` each carries "
        "statements for training, each with a verified quote.",
    ),
    ToolSpec(
        "check_quote",
        QuoteInput,
        "Check a quote",
        "Whether words stand in the library exactly, and where. Use it before showing anything as a quotation.",
    ),
)


class Tools(Protocol):
    """Answers the tools; every method blocks and returns a wire object. `who` is the name on record. Raises AssistantError."""

    def call(self, name: str, data: Input, who: str) -> dict[str, Any]: ...


class AssistantTools:
    """Answers in this process."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def call(self, name: str, data: Input, who: str = "") -> dict[str, Any]:  # noqa: ARG002 - what is taken says which tool it is
        assistant, documents = self._assistant, self._assistant.library.documents
        shape: object
        if isinstance(data, QuestionInput):
            shape = wire.reply_out(assistant.ask(question_of(data), earlier=data.earlier), documents())
        elif isinstance(data, SearchInput):
            shape = wire.search_out(assistant.search(search_of(data), data.limit), documents())
        elif isinstance(data, CaseInput):
            found = assistant.case_examples(data.query, case_filters(data), data.limit, summarise=data.summarise)
            shape = wire.cases_out(found, documents())
        elif isinstance(data, QuoteInput):
            shape = wire.quote_out(assistant.check_quote(data.quote, data.document_id))
        elif isinstance(data, PassageInput):
            shape = wire.passage_view_out(assistant.library.passage(data.passage_id))
        else:
            raise UnknownItem("There is no such tool.")
        plain: dict[str, Any] = msgspec.to_builtins(shape)
        return plain


class HttpTools:
    """Answers through a running server, whose routes take the same bodies."""

    _ROUTES: Mapping[str, str] = {
        "search_guidance": "/v1/searches",
        "ask": "/v1/questions",
        "find_case_examples": "/v1/case-examples",
        "check_quote": "/v1/quote-checks",
    }

    def __init__(self, url: str, token: str = "") -> None:
        import httpx

        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_S, trust_env=False)

    def call(self, name: str, data: Input, who: str = "") -> dict[str, Any]:  # noqa: ARG002 - the server knows its token's name
        import httpx

        try:
            if isinstance(data, PassageInput):
                answer = self._client.get("/v1/passages/" + data.passage_id.replace("/", "%2F"))
            else:
                answer = self._client.post(self._ROUTES[name], json=msgspec.to_builtins(data))
            content: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError):
            raise Unavailable("The running server did not answer. Look at its window, or stop it and try again.") from None
        if answer.status_code == 200:
            return content
        failure: type[AssistantError] = UnknownItem if answer.status_code == 404 else BadInput if answer.status_code < 500 else Unavailable
        raise failure(str(content.get("detail", "The running server could not answer.")))
