"""Questions, searches, case examples and quote checks: everything that carries what a user typed."""

from __future__ import annotations

from typing import Annotated, Any, cast

from litestar import Response, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import Body
from litestar.response import Stream

from assistant.api.bodies import CaseInput, QuestionInput, QuoteInput, SearchInput, case_filters, question_of, search_of
from assistant.api.examples import REPLY
from assistant.api.reading import EVENTS, StrictRequest, takes_json, wants
from assistant.api.routes.parts import TheDesk, TheVisit, problems
from assistant.api.schemas import CasesOut, QuoteOut, ReplyOut, SearchOut
from assistant.api.stream import stream_reply
from assistant.api.wire import cases_out, quote_out, reply_out, search_out
from assistant.question import read_question


@post(
    "/v1/questions",
    status_code=200,
    tags=["Answers"],
    summary="Ask a question",
    guards=[takes_json],
    responses={
        200: ResponseSpec(
            ReplyOut,
            generate_examples=False,
            description="The reply, whatever it decided. With `Accept: text/event-stream` it comes as events.",
            examples=[Example(summary="An answer", value=REPLY)],
        ),
        **problems(400, 413, 415),
    },
)
async def ask_question(
    request: StrictRequest,
    data: Annotated[
        QuestionInput,
        Body(
            examples=[
                Example(summary="A question", value={"question": "When can I share information without consent?", "nation": "england"}),
                Example(summary="As it stood on a day", value={"question": "What were the golden rules?", "as_at": "2020-01-01"}),
            ]
        ),
    ],
    desk: TheDesk,
    visit: TheVisit,
) -> Response[ReplyOut]:
    """Answer with statements that each carry a verified quote, or say why not.

    The outcome is `answered`, `abstained` (the library does not hold enough), `refused` (the question points to a person) or
    `signposted` (somebody may be in danger: show the contacts first). With `Accept: text/event-stream` the reply comes as events:
    `status`, `passages`, `statement` (each only after verification), `reply`, `error` and `done`. Nothing asked is stored.
    """
    question = question_of(data)
    if wants(request, EVENTS):
        for text in (data.question, *data.earlier):  # a bad question must be a 400, not a stream that fails
            read_question(text, desk.assistant.limits.question_chars)
        events = stream_reply(desk, visit, question, data.earlier, request.app.state.heartbeat_s)
        stream = Stream(events, status_code=200, media_type=EVENTS, headers={"X-Accel-Buffering": "no"})
        return cast("Response[ReplyOut]", cast("Any", stream))
    return Response(await desk.ask(visit, question, data.earlier, reply_out))


@post(
    "/v1/searches",
    status_code=200,
    tags=["Answers"],
    summary="Search for passages",
    guards=[takes_json],
    response_description="Ranked passages, each with the reason for its rank.",
    responses=problems(400, 413, 415),
)
async def search_passages(
    data: Annotated[
        SearchInput,
        Body(examples=[Example(summary="A search", value={"query": "information sharing golden rules", "limit": 5, "nation": "england"})]),
    ],
    desk: TheDesk,
    visit: TheVisit,
) -> SearchOut:
    """Rank passages by meaning and by words. The guard applies as it does to questions."""
    return await desk.search(visit, search_of(data), data.limit, search_out)


@post(
    "/v1/case-examples",
    status_code=200,
    tags=["Answers"],
    summary="Find anonymised lessons",
    guards=[takes_json],
    response_description="Lessons by document, with the themes they share.",
    responses=problems(400, 413, 415),
)
async def find_case_examples(
    data: Annotated[
        CaseInput, Body(examples=[Example(summary="By subject", value={"query": "bruising in a baby", "agencies": ["health"], "limit": 3})])
    ],
    desk: TheDesk,
    visit: TheVisit,
) -> CasesOut:
    """Find lessons by subject, theme, agency or age band. Lessons are anonymised before they are held.

    With `summarise` each lesson carries up to three statements for training, each verified against the lesson as an answer is: in a
    language model's words where one is set, otherwise sentences of the lesson as they stand.
    """
    return await desk.case_examples(visit, data.query, case_filters(data), data.limit, cases_out, summarise=data.summarise)


@post(
    "/v1/quote-checks",
    status_code=200,
    tags=["Answers"],
    summary="Check a quote",
    guards=[takes_json],
    response_description="Whether the words stand in the library exactly, and where.",
    responses=problems(400, 404, 413, 415),
)
async def check_quote(
    data: Annotated[QuoteInput, Body(examples=[Example(summary="A quote", value={"quote": "consent is not needed"})])],
    desk: TheDesk,
    visit: TheVisit,
) -> QuoteOut:
    """Find the words in the library, exactly after Unicode and white-space normalisation. Nothing that is only alike passes."""
    return quote_out(await desk.check_quote(visit, data.quote, data.document_id))


HANDLERS = [ask_question, search_passages, find_case_examples, check_quote]
