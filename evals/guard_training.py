"""Learns the guard's second opinion (`assistant.second_opinion`) again from the written cases.

    python -m evals.guard_training CASES.jsonl … --guidance QUESTIONS.jsonl corpus --out assistant/privacy/data/second_opinion.npz

Every case is filled with people of many origins (`DRAWS` each, see `refusal_slots`), so that no name can be learnt by heart, and read
once more in the company of a harmless question, sometimes in small letters or capitals. A harmless question about "a child" is also
read with somebody's name in place of it, and is then one to refuse. `--guidance` adds what people ask of the library, from answer cases
or from a corpus folder's asked lines: none of it is to be refused, whoever else wrote it. Low-rank changes to the model's lower half and `HEADS`
small attention heads over the words' rows are fitted together by AdamW with dropout and label smoothing, from a fixed seed, in a quarter of
an hour on two cores. A case names a label and a kind; a kind that is no single category (buried,
role play) only asks that the probabilities of its label add up. The weights are written as half floats, under 700 KB. Needs PyTorch,
which the product itself does not import.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from assistant.disguise import read_through
from assistant.minilm.changes import PREFIX
from assistant.minilm.runtime import FIRST
from assistant.people import load_reader
from assistant.ports import FloatArray
from assistant.privacy.word_features import split_words
from assistant.second_opinion import ANSWER, OPINIONS, REFUSALS, SIGNPOSTS, WINDOW, Head, load_word_reader
from evals.answer_cases import read_cases as read_answer_cases
from evals.low_rank import ChangedLayers, Pieces, pieces_of
from evals.refusal_slots import sample_name
from evals.refusals import RefusalCase, read_cases
from ingest.asked import read_asked

HEADS, ATTENTIONS, WIDTH, RANK = 3, 4, 16, 16
DRAWS, EPOCHS, BATCH = 3, 5, 32
CHANGE_RATE, LEARNING_RATE, DECAY, DROPOUT, LAYER_DROPOUT, SMOOTHING = 5e-4, 1e-3, 0.05, 0.3, 0.1, 0.05
SAMPLED = 10  # every so many examples are read to standardise the rows
# Somebody unnamed, where a name could stand.
_SOMEBODY = re.compile(
    r"\b(?:an?|the|my|our) (?:[\w-]+[- ]year[- ]old |young )?(?:child|pupil|student|parent|mother|father|mum|dad|boy|girl|teenager|colleague|"
    r"resident|patient|carer|foster carer|baby|toddler|neighbour|teacher|family|man|woman|person)(?='s\b|[,.?!;]|$| (?:is|has|was|who|says|said|"
    r"tells|told|discloses?|in|with|at|to|from|and|about|for|on|keeps|wants|needs|have|be|get|see|makes|refuses|lives|comes|turns|gives)\b)",
    re.I,
)
# Which opinion a kind of case is; kinds that are not here allow every opinion of their label.
_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("immediate_danger", "danger", "danger-now", "adult-danger"), "immediate_danger"),
    **dict.fromkeys(("live_disclosure", "livedisc", "disclosure-now"), "live_disclosure"),
    **dict.fromkeys(("own_distress", "distress", "own-distress"), "own_distress"),
    **dict.fromkeys(("identifier", "ident", "case_ref"), "identifier"),
    **dict.fromkeys(("relation", "rel"), "relation"),
    **dict.fromkeys(("nameless", "combo"), "nameless"),
    **dict.fromkeys(("undo", "deanon"), "undo_anonymisation"),
    **dict.fromkeys(("public_cover", "public", "public-cover"), "private_life"),
    **dict.fromkeys(("people_list",), "people_list"),
}
_NAMED = ("named", "name-", "initials_place")
GUIDANCE = 0.3  # weight of a question about guidance beside one written to test the guard
SCENE_WORDS = 18  # from this length on a question about guidance may tell of something urgent: it is only not to be refused


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One text to learn from: its word pieces, what is said of each word beside them, and the places in `OPINIONS` that are right."""

    case: str
    pieces: Pieces
    plain: FloatArray
    allowed: tuple[int, ...]
    weight: float


def right_opinions(label: str, kind: str) -> tuple[int, ...]:
    """The places in `OPINIONS` that are right for a case."""
    if label == "answer":
        return (OPINIONS.index(ANSWER),)
    if kind in _KINDS:
        return (OPINIONS.index(_KINDS[kind]),)
    if label == "refuse" and kind.startswith(_NAMED):
        return (OPINIONS.index("private_name"),)
    return tuple(OPINIONS.index(name) for name in (SIGNPOSTS if label == "signpost" else REFUSALS))


def variants(case: RefusalCase, harmless: Sequence[str], rng: Random, draws: int = DRAWS) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """The texts of a case with what is right for each and how much it weighs."""
    allowed = right_opinions(case.label, case.kind)
    times = draws if "{" in case.question else 1
    texts = [case.filled(draw) for draw in range(times)]
    for text in texts:
        yield (text.lower() if rng.random() < 0.15 else text), allowed, 1.0 / times
    first, second = rng.sample(list(harmless), 2)
    together = rng.choice((f"{first} {texts[0]}", f"{texts[0]} {first}", f"{first} {texts[0]} {second}", texts[0], texts[-1]))
    yield (rng.choice((together, together, together.lower(), together.upper())), allowed, 0.5)
    if case.label == "answer" and _SOMEBODY.search(texts[0]):
        for _ in range(2):
            person = sample_name(rng)
            name = rng.choice((person.first, person.first, f"{person.first} {person.last}"))
            named = _SOMEBODY.sub(name.replace("\\", ""), texts[0], count=1)
            yield (named.lower() if rng.random() < 0.3 else named), (OPINIONS.index("private_name"),), 0.5


class ExampleReader:
    """Texts as the guard reads them."""

    def __init__(self) -> None:
        self._reader, self._known = load_word_reader(), load_reader().known

    def read(self, case: str, text: str, allowed: tuple[int, ...], weight: float) -> Iterator[Example]:
        """The first stretch of a text, where it has words; encodings are the business of `disguise`."""
        plain = read_through(text, self._known).plain
        if words := split_words(plain)[:WINDOW]:
            plain = plain[: words[-1][1]]
            yield Example(case, pieces_of(plain, words), self._reader.plain(plain, words), allowed, weight)


def read_examples(cases: Sequence[RefusalCase], reader: ExampleReader, draws: int = DRAWS) -> list[Example]:
    """Every variant of every case."""
    rng = Random(11)  # noqa: S311
    harmless = [case.filled(0) for case in cases if case.label == "answer" and not case.encode and len(case.question) > 25]
    told = ((case, variant) for case in cases if not case.encode for variant in variants(case, harmless, rng, draws))
    return [example for case, variant in told for example in reader.read(case.id, *variant)]


def read_guidance(paths: Sequence[Path], reader: ExampleReader) -> list[Example]:
    """Questions about guidance: answer cases (not those on a local detail, which may name somebody) and asked lines."""
    examples: list[Example] = []
    for question in _guidance(paths):
        urgent = len(question.split()) >= SCENE_WORDS
        allowed = tuple(OPINIONS.index(name) for name in (ANSWER, *(SIGNPOSTS if urgent else ())))
        examples += reader.read(question, question, allowed, GUIDANCE)
    return examples


def _guidance(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        if path.is_dir():
            yield from sorted({line for lines in read_asked(path).values() for line in lines})
        else:
            yield from (case.question.text for case in read_answer_cases(path) if not case.kind.endswith("local"))


class Learner:
    """The lower half with its changes, and the heads, in PyTorch. `mean` and `scale` standardise the words' rows, as the model
    gives them before anything is learned."""

    def __init__(self, examples: Sequence[Example], seed: int = 0) -> None:
        import torch

        self.layers = ChangedLayers(FIRST, RANK, LAYER_DROPOUT, seed)
        self.mean, self.scale = self._spread(examples[::SAMPLED])
        torch.manual_seed(seed)
        size = len(self.mean)
        shapes = (size, ATTENTIONS), (size, ATTENTIONS * WIDTH), (ATTENTIONS * WIDTH + 2 * size, len(OPINIONS))
        self.heads: Any = torch.nn.ModuleList(torch.nn.ModuleList(torch.nn.Linear(*shape) for shape in shapes) for _ in range(HEADS))
        self._drop = torch.nn.Dropout(DROPOUT)

    def losses(self, group: Sequence[Example]) -> Any:
        """The loss of every example, the mean over the heads."""
        import torch

        rows, there = self._rows(group)
        rows = self._drop((rows - self.mean) / self.scale)
        right = torch.zeros(len(group), len(OPINIONS), dtype=torch.bool)
        for row, example in enumerate(group):
            right[row, list(example.allowed)] = True
        found = []
        for attend, value, out in self.heads:
            weights = attend(rows).float().masked_fill(~there[..., None], -1e4).softmax(1)
            values = value(rows).float().view(*rows.shape[:2], ATTENTIONS, WIDTH)
            pooled = torch.einsum("bth,bthv->bhv", weights, values).flatten(1)
            average = (rows * there[..., None]).sum(1) / there.sum(1, keepdim=True)
            highest = rows.masked_fill(~there[..., None], -1e4).max(1).values
            chances = out(self._drop(torch.cat([torch.relu(pooled), average, highest], 1))).float().log_softmax(1)
            found.append(-(1 - SMOOTHING) * chances.masked_fill(~right, -1e4).logsumexp(1) - SMOOTHING * chances.mean(1))
        return torch.stack(found).mean(0)

    def fit(self, examples: Sequence[Example], epochs: int = EPOCHS, seed: int = 0) -> None:
        """Learn changes and heads together."""
        import torch

        rng, changes = np.random.default_rng(seed), list(self.layers.learned.values())
        optimiser = torch.optim.AdamW(
            [{"params": changes, "weight_decay": DECAY}, {"params": list(self.heads.parameters()), "weight_decay": DECAY}]
        )
        steps = epochs * len(_batches(examples, rng))
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [CHANGE_RATE, LEARNING_RATE], total_steps=steps)
        for epoch in range(epochs):
            total = seen = 0.0
            for group in _batches(examples, rng):
                weights = torch.tensor([example.weight for example in group])
                with torch.autocast("cpu", torch.bfloat16):
                    loss: Any = (self.losses(group) * weights).mean()
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(changes, 1.0)
                optimiser.step()
                schedule.step()
                total, seen = total + float(loss.detach()), seen + 1
            sys.stderr.write(f"pass {epoch + 1} of {epochs}: loss {total / seen:.4f}\n")

    def table(self) -> dict[str, Any]:
        """Everything learned, as it is stored: half floats."""
        table: dict[str, Any] = {"mean": self.mean.numpy(), "scale": self.scale.numpy()}
        table |= {f"{PREFIX}{name}": tensor.detach().numpy() for name, tensor in self.layers.learned.items()}
        for number, layers in enumerate(self.heads):
            held = [parameter.detach().numpy() for layer in layers for parameter in (layer.weight, layer.bias)]
            size = held[0].shape[1]
            value = held[2].reshape(ATTENTIONS, WIDTH, size).transpose(0, 2, 1)
            head = Head(held[0].T, held[1], value, held[3].reshape(ATTENTIONS, WIDTH), held[4].T, held[5])
            table |= {f"{number}_{name}": getattr(head, name) for name in Head.__slots__}
        return {name: np.ascontiguousarray(value, np.float16) for name, value in table.items()}

    def _rows(self, group: Sequence[Example]) -> tuple[Any, Any]:
        """The words' rows (texts, words, size) and which of them are there."""
        import torch

        states = self.layers.read_words([example.pieces for example in group])
        plain = np.zeros((*states.shape[:2], group[0].plain.shape[1]), np.float32)
        there = np.zeros(states.shape[:2], bool)
        for row, example in enumerate(group):
            plain[row, : len(example.plain)], there[row, : len(example.plain)] = example.plain, True
        return torch.cat([states, torch.from_numpy(plain)], 2), torch.from_numpy(there)

    def _spread(self, examples: Sequence[Example]) -> tuple[Any, Any]:
        import torch

        with torch.no_grad():
            groups = (self._rows(examples[at : at + BATCH]) for at in range(0, len(examples), BATCH))
            rows = torch.cat([rows[there] for rows, there in groups])
        return rows.mean(0), rows.std(0) + 1e-5


def learn(cases: Sequence[RefusalCase], guidance: Sequence[Path] = (), epochs: int = EPOCHS) -> dict[str, Any]:
    """The weights learned from the cases, and from questions about guidance, as they are stored."""
    reader = ExampleReader()
    examples = [*read_examples(cases, reader), *read_guidance(guidance, reader)]
    learner = Learner(examples)
    learner.fit(examples, epochs)
    return learner.table()


def main() -> None:
    """Learn the weights from the files named on the command line."""
    parser = argparse.ArgumentParser(description="Learn the guard's second opinion from written cases.")
    parser.add_argument("cases", nargs="+", type=Path)
    parser.add_argument("--guidance", nargs="*", type=Path, default=[], help="answer cases, or folders with asked lines")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    chosen = parser.parse_args()
    weights = learn([case for path in chosen.cases for case in read_cases(path)], chosen.guidance, chosen.epochs)
    file = BytesIO()
    np.savez_compressed(file, **weights)
    chosen.out.write_bytes(file.getvalue())


def _batches(examples: Sequence[Example], rng: np.random.Generator) -> list[list[Example]]:
    """Batches of examples of like length, in random order."""
    order = rng.permutation(len(examples))
    found: list[list[Example]] = []
    for start in range(0, len(order), BATCH * 8):
        near = sorted((examples[i] for i in order[start : start + BATCH * 8]), key=lambda example: len(example.plain))
        found += [near[place : place + BATCH] for place in range(0, len(near), BATCH)]
    return [found[i] for i in rng.permutation(len(found))]


if __name__ == "__main__":
    main()
