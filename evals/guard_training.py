"""Learns the guard's second opinion (`assistant.second_opinion`) again from the written cases.

    python -m evals.guard_training CASES.jsonl … --guidance QUESTIONS.jsonl corpus --out assistant/privacy/data/second_opinion.npz

Every case is filled with people of many origins (`DRAWS` each, see `refusal_slots`), so that no name can be learnt by heart, and read
once more in the company of a harmless question, sometimes in small letters or capitals. A harmless question about "a child" is also
read with somebody's name in place of it, and is then one to refuse; one about a published author or an official is read with others
in their place. `--guidance` adds what people ask of the library, from answer cases
or from a corpus folder's asked lines: none of it is to be refused, whoever else wrote it. Some minutes on one core. `HEADS` small attention heads are fitted to the words' rows by
AdamW with dropout and label smoothing, from fixed seeds. A case names a label and a kind; a kind that is no single category (buried,
role play) only asks that the probabilities of its label add up. The weights are written as half floats, under 300 KB. Needs PyTorch,
which the product itself does not import.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from assistant.disguise import read_through
from assistant.people import load_reader
from assistant.ports import FloatArray
from assistant.privacy.names import fold, load_lexicon
from assistant.second_opinion import ANSWER, OPINIONS, REFUSALS, SIGNPOSTS, Head, load_word_reader
from evals.answer_cases import read_cases as read_answer_cases
from evals.refusal_slots import sample_name
from evals.refusals import RefusalCase, read_cases
from ingest.asked import read_asked

HEADS, ATTENTIONS, WIDTH = 3, 4, 16
DRAWS, EPOCHS, BATCH = 3, 12, 32
LEARNING_RATE, DECAY, DROPOUT, SMOOTHING = 1e-3, 0.05, 0.3, 0.05
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
_AUTHORS = frozenset({"author-official", "author", "official"})
AUTHORS = 3  # times that a question about a published person is read with another one in it
_PERSON_NAME = re.compile(r"[^\W\d_][\w'’-]+(?: [^\W\d_][\w'’-]+){0,2}")
GUIDANCE = 0.3  # weight of a question about guidance beside one written to test the guard
SCENE_WORDS = 18  # from this length on a question about guidance may tell of something urgent: it is only not to be refused


@dataclass(frozen=True, slots=True)
class Example:
    """One text to learn from, as the rows of its words; `allowed` are the places in `OPINIONS` that are right."""

    case: str
    states: FloatArray
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
    if case.kind in _AUTHORS:
        for _ in range(AUTHORS):
            yield with_other_author(texts[0], rng), allowed, 0.5
    if case.label == "answer" and _SOMEBODY.search(texts[0]):
        for _ in range(2):
            person = sample_name(rng)
            name = rng.choice((person.first, person.first, f"{person.first} {person.last}"))
            named = _SOMEBODY.sub(name.replace("\\", ""), texts[0], count=1)
            yield (named.lower() if rng.random() < 0.3 else named), (OPINIONS.index("private_name"),), 0.5


def with_other_author(text: str, rng: Random) -> str:
    """A question about what a published person wrote or decided, with somebody else in their place: what is asked makes it public, not
    the name, and no list holds every author."""
    reading = load_reader().read(text)
    is_word = load_lexicon().is_word
    spans = [
        (start, end)
        for start, end in reading.public
        if _PERSON_NAME.fullmatch(text[start:end]) and not all(is_word(fold(word)) for word in text[start:end].split())
    ]
    spans += [(mention.start, mention.end) for mention in reading.people]
    for start, end in sorted(spans, reverse=True):
        words = text[start:end].removesuffix("'s").removesuffix("’s")
        person = sample_name(rng)
        name = f"{person.first} {person.last}" if " " in words else person.last
        text = f"{text[:start]}{name.lower() if words.islower() else name}{text[start + len(words) :]}"
    return text


def read_examples(cases: Sequence[RefusalCase], models_dir: Path | None = None, draws: int = DRAWS) -> list[Example]:
    """The rows of every variant of every case; encodings are the business of `disguise`."""
    reader, known, rng = load_word_reader(models_dir), load_reader().known, Random(11)  # noqa: S311
    harmless = [case.filled(0) for case in cases if case.label == "answer" and not case.encode and len(case.question) > 25]
    examples = []
    for case in cases:
        for text, allowed, weight in () if case.encode else variants(case, harmless, rng, draws):
            rows = next(reader.read(read_through(text, known).plain))
            if len(rows):
                examples.append(Example(case.id, rows.astype(np.float16), allowed, weight))
    return examples


def read_guidance(paths: Sequence[Path], models_dir: Path | None = None) -> list[Example]:
    """The rows of questions about guidance: answer cases (not those on a local detail, which may name somebody) and asked lines."""
    reader, known = load_word_reader(models_dir), load_reader().known
    examples = []
    for question in _guidance(paths):
        rows = next(reader.read(read_through(question, known).plain))
        urgent = len(question.split()) >= SCENE_WORDS
        allowed = tuple(OPINIONS.index(name) for name in (ANSWER, *(SIGNPOSTS if urgent else ())))
        if len(rows):
            examples.append(Example(question, rows.astype(np.float16), allowed, GUIDANCE))
    return examples


def _guidance(paths: Sequence[Path]) -> Iterator[str]:
    for path in paths:
        if path.is_dir():
            yield from sorted({line for lines in read_asked(path).values() for line in lines})
        else:
            yield from (case.question.text for case in read_answer_cases(path) if not case.kind.endswith("local"))


def fit_head(examples: Sequence[Example], mean: FloatArray, scale: FloatArray, seed: int) -> Head:
    """One head, fitted from a seed. `mean` and `scale` standardise the states."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    size, inner = len(mean), ATTENTIONS * WIDTH
    attend, value, out = (torch.nn.Linear(*shape) for shape in ((size, ATTENTIONS), (size, inner), (inner + 2 * size, len(OPINIONS))))
    drop = torch.nn.Dropout(DROPOUT)
    net = torch.nn.ModuleList([attend, value, out])
    optimiser = torch.optim.AdamW(net.parameters(), LEARNING_RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(examples) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, LEARNING_RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for group in _batches(examples, rng):
            states, mask = _pad(group, mean, scale)
            seen = drop(torch.from_numpy(states))
            there = torch.from_numpy(mask)
            weights = attend(seen).masked_fill(~there[..., None], -1e4).softmax(1)
            pooled = torch.einsum("bth,bthv->bhv", weights, value(seen).view(*seen.shape[:2], ATTENTIONS, WIDTH)).flatten(1)
            average = (seen * there[..., None]).sum(1) / there.sum(1, keepdim=True)
            highest = seen.masked_fill(~there[..., None], -1e4).max(1).values
            chances = out(drop(torch.cat([torch.relu(pooled), average, highest], 1))).log_softmax(1)
            right = torch.zeros_like(chances, dtype=torch.bool)
            for row, example in enumerate(group):
                right[row, list(example.allowed)] = True
            loss = -(1 - SMOOTHING) * chances.masked_fill(~right, -1e4).logsumexp(1) - SMOOTHING * chances.mean(1)
            total = (loss * torch.tensor([example.weight for example in group])).mean()
            optimiser.zero_grad()
            total.backward()
            optimiser.step()
            schedule.step()
    tables = [parameter.detach().numpy() for layer in (attend, value, out) for parameter in (layer.weight, layer.bias)]
    return Head(
        tables[0].T.copy(),
        tables[1],
        tables[2].reshape(ATTENTIONS, WIDTH, size).transpose(0, 2, 1).copy(),
        tables[3].reshape(ATTENTIONS, WIDTH),
        tables[4].T.copy(),
        tables[5],
    )


def standardise(examples: Sequence[Example]) -> tuple[FloatArray, FloatArray]:
    """Mean and spread of every dimension over a third of the examples."""
    sample = np.concatenate([example.states.astype(np.float32) for example in examples[::3]])
    return sample.mean(0), sample.std(0) + 1e-5


def pack(mean: FloatArray, scale: FloatArray, heads: Sequence[Head]) -> bytes:
    """The weights as the bytes of an .npz of half floats."""
    table: dict[str, Any] = {"mean": mean, "scale": scale}
    for number, head in enumerate(heads):
        table |= {f"{number}_{name}": getattr(head, name) for name in Head.__slots__}
    file = BytesIO()
    np.savez_compressed(file, **{name: value.astype(np.float16) for name, value in table.items()})
    return file.getvalue()


def learn(cases: Sequence[RefusalCase], target: Path, guidance: Sequence[Path] = (), models_dir: Path | None = None) -> None:
    """Fit `HEADS` heads to the cases, and to questions about guidance, and write the weights to `target`."""
    examples = [*read_examples(cases, models_dir), *read_guidance(guidance, models_dir)]
    mean, scale = standardise(examples)
    target.write_bytes(pack(mean, scale, [fit_head(examples, mean, scale, seed) for seed in range(HEADS)]))


def main() -> None:
    """Learn the weights from the files named on the command line."""
    parser = argparse.ArgumentParser(description="Learn the guard's second opinion from written cases.")
    parser.add_argument("cases", nargs="+", type=Path)
    parser.add_argument("--guidance", nargs="*", type=Path, default=[], help="answer cases, or folders with asked lines")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--models", type=Path, help="folder that caches the model's graph")
    chosen = parser.parse_args()
    learn([case for path in chosen.cases for case in read_cases(path)], chosen.out, chosen.guidance, chosen.models)


def _batches(examples: Sequence[Example], rng: np.random.Generator) -> list[list[Example]]:
    """Batches of examples of like length, in random order."""
    order = rng.permutation(len(examples))
    found: list[list[Example]] = []
    for start in range(0, len(order), BATCH * 8):
        near = sorted((examples[i] for i in order[start : start + BATCH * 8]), key=lambda example: len(example.states))
        found += [near[place : place + BATCH] for place in range(0, len(near), BATCH)]
    return [found[i] for i in rng.permutation(len(found))]


def _pad(group: Sequence[Example], mean: FloatArray, scale: FloatArray) -> tuple[FloatArray, Any]:
    longest = max(len(example.states) for example in group)
    states, mask = np.zeros((len(group), longest, len(mean)), np.float32), np.zeros((len(group), longest), bool)
    for row, example in enumerate(group):
        count = len(example.states)
        states[row, :count] = (example.states.astype(np.float32) - mean) / scale
        mask[row, :count] = True
    return states, mask


if __name__ == "__main__":
    main()
