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

    Fitted to the 1,145 questions of two authors who had seen neither the rules nor other cases (`fourth-*` and `sixth-*` of the
    development cases), each read by one head that had not learned from it (twofold by case), as the log-odds of a multinomial regression
    (C = 1). With weights from the other fold and the bars .4 and .3: refusal recall .966, false refusals .033, signposts .965,
    needless signposts .026; three heads that have learned from all do better.
    """

    refuse: tuple[float, float, float, float, float, float] = (-1.67, 1.35, 0.07, 1.75, 1.61, 1.05)
    signpost: tuple[float, float, float, float, float, float] = (-1.6, -0.34, 1.81, 1.61, 0.71, -0.06)


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
