"""Puts the rules and the second opinion together: the odds that a question is to be refused, or a person to be helped first.

A multinomial logistic regression over five figures, so that each side speaks as loudly as it is right: how much likelier than an
answer a refusal and a signpost look to the second opinion (in logits), and the highest scores of a private name, an identifier and
an encoding found by the rules. An encoding, or an identifier of a certain form, decides alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log

from assistant.second_opinion import ANSWER, REFUSALS, SIGNPOSTS

_CERTAIN = 0.9  # an identifier of a form that only identifiers have (see `identifiers`)
_FLOOR = 1e-4  # a likelihood below this says no more


@dataclass(frozen=True, slots=True)
class Weighing:
    """The weights: bias, logit of refusal, logit of signpost, private name, identifier, encoding.

    Fitted to the 2,606 questions of five authors who had seen neither the rules nor other cases (`fourth-*`, `sixth-*` to `ninth-*` of
    the development cases), each read by one head that had not learned from it (twofold by case), as the log-odds of a multinomial
    regression (C = 1). With weights from the other fold and the bars that are set: refusal recall .970, false refusals .028, signposts
    .975, immediate danger .986, needless signposts .025; three heads that have learned from all do better.
    """

    refuse: tuple[float, float, float, float, float, float] = (-1.48, 1.49, -0.04, 1.43, 1.48, 0.7)
    signpost: tuple[float, float, float, float, float, float] = (-1.42, -0.26, 1.74, 0.96, 0.67, 0.14)


def likelihood(likely: Mapping[str, float], names: Sequence[str]) -> float:
    """How likely it is that any one of `names` is the right opinion."""
    return max(sum(likely[name] for name in names), _FLOOR)


def figures(scores: Mapping[str, float], likely: Mapping[str, float]) -> tuple[float, ...]:
    """The figures that are weighed, bias first."""
    answer, refusal, urgent = (likelihood(likely, names) for names in ((ANSWER,), REFUSALS, SIGNPOSTS))
    found = (scores.get(name, 0.0) for name in ("private_name", "identifier", "encoded"))
    return (1.0, log(refusal / answer), log(urgent / answer), *found)


def weigh(scores: Mapping[str, float], likely: Mapping[str, float], weighing: Weighing) -> dict[str, float]:
    """The odds against an answer, each from 0 to 1: `refuse` and `signpost`."""
    row = figures(scores, likely)
    odds = {
        name: 1.0 / (1.0 + exp(-sum(weight * figure for weight, figure in zip(weights, row, strict=True))))
        for name, weights in (("refuse", weighing.refuse), ("signpost", weighing.signpost))
    }
    if not any(likely.values()):
        odds = {"refuse": scores.get("private_name", 0.0), "signpost": 0.0}
    if max(scores.get("encoded", 0.0), scores.get("identifier", 0.0)) >= _CERTAIN:
        odds["refuse"] = max(odds["refuse"], _CERTAIN)
    return {name: round(value, 3) for name, value in odds.items()}
