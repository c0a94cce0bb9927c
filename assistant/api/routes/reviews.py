"""The quarantine: what waits for a person, and what the person decided."""

from __future__ import annotations

from typing import Annotated

from litestar import get, post
from litestar.openapi.spec import Example
from litestar.params import Body, FromPath

from assistant.api.auth import LOCAL
from assistant.api.bodies import DecisionInput
from assistant.api.desk import Decision
from assistant.api.limits import REVIEW_BYTES
from assistant.api.problems import Problem
from assistant.api.reading import known_query, same_origin, takes_json
from assistant.api.routes.parts import TheDesk, TheVisit, problems
from assistant.api.schemas import IntakeOut, ReviewsOut
from assistant.api.wire import intake_out, review_out

_RECORDED = {"release": "released", "edit": "edited", "reject": "rejected"}


@get("/v1/reviews", tags=["Reviews"], summary="List the quarantine", guards=[known_query()], responses=problems())
async def list_reviews(desk: TheDesk, visit: TheVisit) -> ReviewsOut:
    """Documents held back because their residual risk is above the bar: anonymised text, what was changed, and why they are held."""
    items = await desk.change(visit, lambda librarian: librarian.reviews(), lambda _: Decision("listed"))
    return ReviewsOut([review_out(item) for item in items])


@post(
    "/v1/reviews/{review_id:str}/decisions",
    status_code=200,
    tags=["Reviews"],
    summary="Release, edit or reject",
    guards=[same_origin, takes_json],
    request_max_body_size=REVIEW_BYTES,
    response_description="What the index holds after the decision.",
    responses=problems(400, 404, 413, 415),
)
async def decide_review(
    review_id: FromPath[str],
    data: Annotated[
        DecisionInput, Body(examples=[Example(summary="Release", value={"decision": "release", "reason": "No one can be recognised."})])
    ],
    desk: TheDesk,
    visit: TheVisit,
) -> IntakeOut:
    """Record a person's decision. The reviewer is the name of the token; without tokens the body names the reviewer."""
    reviewer = data.reviewer if visit.who == LOCAL else visit.who
    if not reviewer:
        raise Problem(
            400, "missing-field", "Missing field", "The field 'reviewer' is needed, to say who decides.", extra={"field": "reviewer"}
        )
    if (data.decision == "edit") is not bool(data.text):
        detail = "The field 'text' goes with the decision 'edit', and only with it."
        raise Problem(400, "bad-value", "Wrong value", detail, extra={"field": "text"})
    intake = await desk.change(
        visit,
        lambda librarian: librarian.decide(review_id, data.decision, reviewer, data.reason, data.text),
        lambda _: Decision(_RECORDED[data.decision]),
    )
    return intake_out(intake)


HANDLERS = [list_reviews, decide_review]
