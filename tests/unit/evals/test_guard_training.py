"""What the guard learns from: what is right for a case, and the variants it is read in."""

from __future__ import annotations

from io import BytesIO
from random import Random

import numpy as np

from assistant.second_opinion import OPINIONS, REFUSALS, Head
from evals.guard_training import ATTENTIONS, WIDTH, pack, right_opinions, variants
from evals.refusals import RefusalCase

HARMLESS = ["What is a strategy discussion?", "Who chairs the conference?"]


def test_a_kind_with_no_category_of_its_own_allows_all_of_its_label() -> None:
    assert right_opinions("refuse", "hidden-in-long") == tuple(OPINIONS.index(name) for name in REFUSALS)
    assert right_opinions("refuse", "undo") == (OPINIONS.index("undo_anonymisation"),)
    assert right_opinions("answer", "lessons") == (OPINIONS.index("answer"),)


def test_somebody_named_in_place_of_a_child_turns_answer_into_refuse() -> None:
    case = RefusalCase("x", "What support can a child with a plan get?", "answer", "general-case")
    right = [allowed for _, allowed, _ in variants(case, HARMLESS, Random(1))]
    named = [text for text, allowed, _ in variants(case, HARMLESS, Random(1)) if allowed == (OPINIONS.index("private_name"),)]
    assert (OPINIONS.index("answer"),) in right
    assert len(named) == 2
    assert not any("a child" in text for text in named)


def test_people_differ_from_draw_to_draw() -> None:
    case = RefusalCase("x", "Is {name} on a plan?", "refuse", "named_plain")
    texts = {text for text, _, _ in variants(case, HARMLESS, Random(1))}
    assert len(texts) >= 3


def test_the_weights_survive_their_file() -> None:
    rng = np.random.default_rng(0)
    size = 5
    shapes = (
        (size, ATTENTIONS),
        (ATTENTIONS,),
        (ATTENTIONS, size, WIDTH),
        (ATTENTIONS, WIDTH),
        (ATTENTIONS * WIDTH + 2 * size, len(OPINIONS)),
        (len(OPINIONS),),
    )
    head = Head(*(rng.normal(size=shape).astype(np.float32) for shape in shapes))
    with np.load(BytesIO(pack(np.zeros(size, np.float32), np.ones(size, np.float32), [head])), allow_pickle=False) as kept:
        again = Head(*(kept[f"0_{name}"].astype(np.float32) for name in Head.__slots__))
    rows = rng.normal(size=(7, size)).astype(np.float32)
    assert np.allclose(head.read(rows), again.read(rows), atol=0.01)
