"""The bundled model's layers as graphs: what eight bits change, and what they must not."""

from __future__ import annotations

import numpy as np

from assistant.minilm.runtime import FIRST, load_half, load_tokenizer, run_first

TEXTS = ("Who must I tell when a child discloses?", "Mrs Okafor rang at 07700 900123 about the twins.", "no")


def test_layers_in_eight_bits_say_nearly_the_same() -> None:
    exact, rough = load_half(FIRST, None), load_half(FIRST, None, eight_bit=True)
    for text in TEXTS:
        pieces = [load_tokenizer(None).encode(text).ids]
        (states, _), (others, _) = run_first(exact, pieces), run_first(rough, pieces)
        assert np.linalg.norm(states - others) < 0.1 * np.linalg.norm(states)


def test_a_text_is_read_the_same_in_eight_bits_whatever_is_read_beside_it() -> None:
    rough = load_half(FIRST, None, eight_bit=True)
    pieces = [load_tokenizer(None).encode(text).ids for text in TEXTS]
    together, _ = run_first(rough, pieces)
    for row, own in enumerate(pieces):
        (alone,), _ = run_first(rough, [own])
        assert np.allclose(alone, together[row, : len(own)], atol=1e-3)
