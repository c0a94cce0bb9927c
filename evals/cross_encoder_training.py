"""Learns the bundled cross-encoder (`assistant.adapters.minilm_cross_encoder`) again from what people ask.

    python -m evals.cross_encoder_training CASES.jsonl … --out assistant/minilm/pairs.npz     (half an hour on two cores)
    python -m evals.cross_encoder_training CASES.jsonl … --lines 0.3 --on --out …             goes on from the shipped weights, with new cases

Every line asked of a fact (`corpus/asked/`) is read with a stretch that states the fact and with the stretches most like the line that
do not; every answer case with the stretches that the search finds for it, those that match all its patterns being right; a case to
abstain from has no right one. Sometimes the right one is left out, so that "no answer" is learned beside "this one": the log-odds of the
stretches stand beside a 0 for no answer, and the loss is the cross-entropy of the right place. The library is the index as it stands,
so run `ingest run` first. Needs PyTorch, which the product itself does not import; bfloat16 makes it seven times faster where the
processor has it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from assistant.adapters.minilm_cross_encoder import MAX_PIECES
from assistant.bootstrap import Parts, open_parts
from assistant.generation import label_passages
from assistant.minilm.pairs import PARTS, load_pair_weights
from assistant.minilm.runtime import FIRST, HIDDEN, SECOND, load_half, load_tokenizer, run_first
from assistant.ports import FloatArray, LabelledPassage
from assistant.settings import load_settings
from assistant.stretches import in_place, stretches_of
from assistant.types import Filters, Status
from evals.answer_cases import AnswerCase, read_cases
from evals.low_rank import ChangedLayers, go_on

RANK, DROPOUT, LEARNING_RATE, DECAY, WARM_UP = 16, 0.1, 1e-3, 0.01, 60
EPOCHS, GROUPS, BESIDE = 2, 8, 5  # passes over the questions, questions in a step, wrong stretches beside the right one
NEAREST, SAME = 14, 0.88  # wrong stretches to choose from; likeness to a right one from which a stretch is not called wrong
LEFT_OUT = 0.12  # how often the right stretch is left out
CASES_TIMES = 2  # how often a case is read for each time an asked line is: they are fewer, and nearer to what is asked
OLD = (Status.SUPERSEDED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the texts that answer it, and the likeliest ones that do not, nearest first."""

    question: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def from_lines(parts: Parts) -> list[Asked]:
    """What people ask of each fact, against every stretch of the library that is current."""
    passages = [passage for passage in parts.store.passages() if passage.status not in OLD]
    titles = {key: document.title for key, document in parts.library.documents().items()}
    shown = [LabelledPassage("", passage, titles[passage.document_id]) for passage in passages]
    stretches = stretches_of(shown)
    texts = [in_place(stretch, shown[stretch.place[0]]) for stretch in stretches]
    stating: dict[str, list[int]] = {}
    for index, stretch in enumerate(stretches):
        passage = passages[stretch.place[0]]
        start = passage.text.find(stretch.text)
        for item in passage.asked:
            if item.start < start + len(stretch.text) and item.end > start:
                stating.setdefault(item.line, []).append(index)
    lines = sorted(stating)
    bare, placed = parts.embedder.embed([stretch.text for stretch in stretches]), parts.embedder.embed(texts)
    forms = [parts.query_reader.read(line, Filters()).forms[-1] for line in lines]
    asked, spelled = parts.embedder.embed(lines), parts.embedder.embed(forms)
    out = []
    for number, line in enumerate(lines):
        right = stating[line]
        near = np.maximum(bare @ asked[number], placed @ spelled[number])
        same = (bare[right] @ bare.T).max(axis=0)
        wrong = [int(index) for index in np.argsort(-near)[: 3 * NEAREST] if index not in right and same[index] < SAME]
        out.append(Asked(forms[number], tuple(texts[index] for index in right), tuple(texts[index] for index in wrong[:NEAREST])))
    return out


def from_cases(parts: Parts, cases: Sequence[AnswerCase], passages: int) -> Iterator[Asked]:
    """Answer cases against what the search finds. A stretch that matches some of the patterns counts neither way; a case without a
    stretch that matches all of them teaches nothing."""
    documents = parts.library.documents()
    for case in cases:
        question = case.question
        query = parts.query_reader.read(question.text, question.filters)
        found = parts.retriever.search(question.text, question.filters, passages, editions=True)
        shown = label_passages(found, documents)
        stretches = stretches_of(shown)
        if not stretches:
            continue
        scores = parts.scorer.score(query.text, query.forms[-1], query, stretches, shown)
        right, wrong = [], []
        for index in np.argsort(-scores, kind="stable"):
            stretch = stretches[int(index)]
            held = shown[stretch.place[0]]
            hits = [bool(pattern.search(stretch.text)) for pattern in case.patterns]
            sources = held.passage.sources or tuple(source.id for source in documents[held.passage.document_id].sources)
            if not case.expect_abstain and all(hits) and case.source_ids & set(sources):
                right.append(in_place(stretch, held))
            elif case.expect_abstain or not any(hits):
                wrong.append(in_place(stretch, held))
        if right or case.expect_abstain:
            yield Asked(query.forms[-1], tuple(right[:2]), tuple(wrong[:NEAREST]))


def groups(asked: Sequence[Asked], rng: Random) -> list[tuple[str, list[str], int]]:
    """One pass in random order: (question, texts, 1 where the first text is right, else 0)."""
    out = []
    for item in asked:
        first, rest = list(item.wrong[:2]), list(item.wrong[2:])
        wrong = first + rng.sample(rest, min(BESIDE - len(first), len(rest)))
        if item.right and rng.random() >= LEFT_OUT:
            out.append((item.question, [rng.choice(item.right), *wrong], 1))
        elif wrong:
            out.append((item.question, wrong, 0))
    rng.shuffle(out)
    return out


class States:
    """The states of texts after the lower half of the model, each read once."""

    def __init__(self, models_dir: Path | None) -> None:
        self._half, self._tokenizer = load_half(FIRST, models_dir), load_tokenizer(None)
        self._kept: dict[str, Any] = {}

    def of(self, text: str) -> FloatArray:
        """Shape (pieces, hidden)."""
        if text not in self._kept:
            states, _ = run_first(self._half, [self._tokenizer.encode(text).ids[:MAX_PIECES]])
            self._kept[text] = states[0].astype(np.float16)
        return np.asarray(self._kept[text], np.float32)


class Reader:
    """The upper half of the model with its changes, and the head over what it reads."""

    def __init__(self, seed: int = 0) -> None:
        import torch

        self._layers = ChangedLayers(SECOND, RANK, DROPOUT, seed)
        head: dict[str, Any] = {"segment": torch.zeros(HIDDEN), "head": torch.zeros(PARTS * HIDDEN), "bias": torch.tensor(-7.0)}
        head["head"][:HIDDEN] = 14.0  # begins as the likeness of the two means, on the scale of log-odds
        for tensor in head.values():
            tensor.requires_grad_()
        self.learned: dict[str, Any] = {**self._layers.learned, **head}

    def score(self, asked: Sequence[FloatArray], held: Sequence[FloatArray]) -> Any:
        """Log-odds of each pair, with dropout."""
        import torch
        from torch.nn import functional

        longest = max(len(one) + len(other) for one, other in zip(asked, held, strict=True))
        states, second, mask = torch.zeros(len(asked), longest, HIDDEN), torch.zeros(len(asked), longest), torch.zeros(len(asked), longest)
        for row, (one, other) in enumerate(zip(asked, held, strict=True)):
            states[row, : len(one)] = torch.from_numpy(one)
            states[row, len(one) : len(one) + len(other)] = torch.from_numpy(other)
            second[row, len(one) : len(one) + len(other)] = 1
            mask[row, : len(one) + len(other)] = 1
        states = self._layers.read(states + second[..., None] * self.learned["segment"], mask)
        first = mask - second
        one = (states * first[..., None]).sum(1) / first.sum(1, keepdim=True)
        other = (states * second[..., None]).sum(1) / second.sum(1, keepdim=True)
        begins = states[torch.arange(len(asked)), torch.tensor([len(item) for item in asked])]
        rest = functional.dropout(torch.cat([one, other, states[:, 0], begins], 1), DROPOUT)
        both = torch.cat([functional.normalize(one, dim=1) * functional.normalize(other, dim=1), rest], 1)
        return both @ self.learned["head"] + self.learned["bias"]


def learn(
    asked: Sequence[Asked], models_dir: Path | None = None, epochs: int = EPOCHS, begun: Mapping[str, FloatArray] | None = None
) -> Mapping[str, FloatArray]:
    """Fit the changes to the questions, from the beginning or from what was `begun`."""
    import torch
    from torch.nn import functional

    states, reader, rng = States(models_dir), Reader(), Random(0)  # noqa: S311
    go_on(reader.learned, begun or {})
    tensors = list(reader.learned.values())
    optimiser = torch.optim.AdamW(tensors, LEARNING_RATE / (2 if begun else 1), weight_decay=DECAY)
    total = epochs * -(-len(groups(asked, Random(1))) // GROUPS)  # noqa: S311
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / max(total, 1))
    )
    for number in range(1, epochs + 1):
        order = groups(asked, rng)
        total_loss = 0.0
        for start in range(0, len(order), GROUPS):
            group = order[start : start + GROUPS]
            pairs = [(question, text) for question, texts, _ in group for text in texts]
            with torch.autocast("cpu", torch.bfloat16):
                scores = reader.score([states.of(question) for question, _ in pairs], [states.of(text) for _, text in pairs])
            losses, place = [], 0
            for _, texts, right in group:
                odds = torch.cat([torch.zeros(1), scores[place : place + len(texts)].float()])
                losses.append(functional.cross_entropy(odds[None], torch.tensor([right])))
                place += len(texts)
            optimiser.zero_grad()
            loss: Any = torch.stack(losses).mean()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tensors, 1.0)
            optimiser.step()
            schedule.step()
            total_loss += float(loss.detach()) * len(group)
        sys.stderr.write(f"pass {number} of {epochs}: loss {total_loss / len(order):.4f}\n")
    return {name: tensor.detach().numpy() for name, tensor in reader.learned.items()}


def pack(table: Mapping[str, FloatArray]) -> bytes:
    """The changes as the bytes of an .npz of half floats."""
    file = BytesIO()
    stored: dict[str, Any] = {name: value.astype(np.float16) for name, value in table.items()}
    np.savez_compressed(file, **stored)
    return file.getvalue()


def main() -> None:
    """Learn the changes from the library's asked lines and the files named on the command line."""
    parser = argparse.ArgumentParser(description="Learn the bundled cross-encoder from what people ask.")
    parser.add_argument("cases", nargs="*", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--on", action="store_true", help="go on from the shipped weights, at half the rate")
    parser.add_argument("--lines", type=float, default=1.0, help="share of the asked lines to learn from")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    chosen = parser.parse_args()
    settings = load_settings()
    # Wrong stretches are those that are likely at a glance, so that what is learned does not hang on what was learned before.
    glance = replace(settings, answer=replace(settings.answer, cross_encoder="off"))
    with open_parts(glance) as parts:
        cases = [case for path in chosen.cases for case in read_cases(path)]
        lines = from_lines(parts)
        asked = Random(2).sample(lines, int(chosen.lines * len(lines)))  # noqa: S311
        asked += list(from_cases(parts, cases, settings.generator.max_passages)) * CASES_TIMES
    weights = load_pair_weights() if chosen.on else None
    chosen.out.write_bytes(pack(learn(asked, settings.data_dir / "models", chosen.epochs, weights.table if weights else None)))


if __name__ == "__main__":
    main()
