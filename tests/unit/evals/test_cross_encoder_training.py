"""What the cross-encoder learns from, and that what it learned is what the product reads."""

from __future__ import annotations

from random import Random

from assistant.minilm.pairs import PARTS, load_pair_weights
from assistant.minilm.runtime import HIDDEN
from evals.cross_encoder_training import BESIDE, RANK, Asked, Reader, groups

WRONG = tuple(f"wrong {number}" for number in range(14))
ANSWERED = [Asked(f"question {number}", ("right",), WRONG) for number in range(200)]


def test_the_right_text_comes_first_and_the_likeliest_wrong_ones_are_always_beside_it() -> None:
    for _, texts, right in groups(ANSWERED, Random(0)):
        assert (texts[0] == "right") == bool(right)
        assert {"wrong 0", "wrong 1"} <= set(texts)
        assert len(texts) == BESIDE + right


def test_now_and_then_the_right_text_is_left_out_so_that_no_answer_is_learned() -> None:
    rights = [right for _, _, right in groups(ANSWERED, Random(0))]
    assert 0.8 < sum(rights) / len(rights) < 0.95


def test_a_question_without_an_answer_has_none() -> None:
    ((_, texts, right),) = groups([Asked("when is lunch", (), WRONG)], Random(0))
    assert right == 0
    assert len(texts) == BESIDE


def test_the_weights_in_the_package_have_the_shapes_that_are_learned() -> None:
    shipped, fresh = load_pair_weights(), Reader().learned
    assert {name: table.shape for name, table in shipped.table.items()} == {name: tuple(tensor.shape) for name, tensor in fresh.items()}
    assert shipped.head.shape == (PARTS * HIDDEN,)
    assert shipped.table["3.intermediate.dense.down"].shape == (RANK, HIDDEN)
