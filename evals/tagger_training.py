"""Learns the weights of the person tagger (`assistant/privacy/tagger.py`) from marked-up records.

    python -m evals.tagger_training evals/cases/anonymisation.dev.jsonl --tab TAB.json --out assistant/privacy/data/tagger.npz
    python -m evals.tagger_training RECORDS.jsonl … --test OTHER.jsonl        how it reads records it has not seen

In every pass each record is seen as it is and in `VARIANTS` variants (`record_variants`); the guidance corpus is seen as text in which
nobody is private. Learned together: low-rank changes to the model, and `HEADS` heads over its states. Needs PyTorch, which the
product itself does not import; bfloat16 makes it several times faster where the processor has it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from assistant.minilm.changes import PREFIX, changes_among
from assistant.minilm.runtime import HIDDEN
from assistant.privacy.names import load_lexicon
from assistant.privacy.places import load_places
from assistant.privacy.tagger import LABELS, LAYERS, Tagger, build_tagger
from assistant.privacy.word_features import NAMES, describe, split_words
from evals.beir import read_jsonl
from evals.low_rank import ChangedLayers, go_on, pieces_of
from evals.record_variants import Record, vary

VERSION = "3"
VARIANTS = 1
TAB_DOCUMENTS = 30  # of 60; the others are what it is measured on
HEADS = 2  # begun differently, read as their mean
WIDTH, PLAIN_WIDTH, TAPS = 64, 24, 5
EPOCHS, CHANGE_RATE, RATE, DROPOUT, LAYER_DROPOUT, BATCH = 4, 1e-3, 3e-3, 0.2, 0.1, 16
RANK = 16
GUIDANCE_CHARS = 700  # the length of a piece of guidance, about that of a record
# Record types to labels: what a reader must not learn is told apart only as far as the replacement needs it.
TYPE_LABELS: Mapping[str, str] = {
    "PERSON": "PERSON", "ADDRESS": "ADDRESS", "POSTCODE": "ADDRESS", "DOB": "DOB", "DATE_OF_BIRTH": "DOB", "AGE": "AGE", "DATE": "DATE",
    **dict.fromkeys(("PHONE", "EMAIL", "HANDLE", "URL", "IP", "IP_ADDRESS", "FILE_NAME", "BANK", "CASE_REF", "REFERENCE", "IDENTIFIER", "STAFF_ID"), "ID"),
    **dict.fromkeys(("DRIVING_LICENCE", "NHS_NUMBER", "NINO", "PASSPORT", "UPN", "VEHICLE", "VEHICLE_REG"), "ID"),
    **dict.fromkeys(("SCHOOL", "GP_PRACTICE", "CARE_HOME", "HOSPITAL", "WORKPLACE", "ORGANISATION"), "ORG"),
    **dict.fromkeys(("ETHNICITY", "RELIGION", "LANGUAGE", "BACKGROUND"), "ROOTS"), **dict.fromkeys(("CONDITION", "HEALTH"), "HEALTH"),
    **dict.fromkeys(("JOB", "OCCUPATION"), "JOB"), **dict.fromkeys(("FAMILY", "UNIQUE"), "FAMILY"), "PLACE": "PLACE", "EVENT": "EVENT",
}  # fmt: skip

# The benchmark's own types; its quantities and "miscellaneous" are distinguishing details.
TAB_TYPES: Mapping[str, str] = {
    "PERSON": "PERSON", "CODE": "IDENTIFIER", "LOC": "PLACE", "ORG": "ORGANISATION", "DATETIME": "DATE", "DEM": "BACKGROUND", "QUANTITY": "EVENT", "MISC": "EVENT"
}  # fmt: skip


class Lesson:
    """A text as the tagger sees it: its word pieces, plain features (words, n) and labels (words,)."""

    def __init__(self, record: Record) -> None:
        text = str(record["text"])
        words = split_words(text)
        self.pieces = pieces_of(text, words)
        self.plain = describe(text, words, load_lexicon(), load_places())
        self.labels = np.zeros(len(words), np.int64)
        for span in record["spans"]:
            for index, (start, end) in enumerate(words):
                if start < span["end"] and end > span["start"]:
                    self.labels[index] = LABELS.index(TYPE_LABELS[span["type"]])


def lessons(records: Sequence[Record], random: Random, guidance: Iterable[str] = ()) -> list[Lesson]:
    """The records, fresh variants of them and the guidance."""
    seen = [*records, *(vary(record, random) for record in records for _ in range(VARIANTS))]
    seen += [{"text": text, "spans": ()} for text in guidance]
    return [Lesson(record) for record in seen if split_words(str(record["text"]))]


def guidance_pieces(folder: Path) -> Iterator[str]:
    """The corpus's guidance in pieces; what it says of people, it says of nobody private."""
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        yield from (text[at : at + GUIDANCE_CHARS] for at in range(0, len(text), GUIDANCE_CHARS))


def tab_records(path: Path, documents: int) -> Iterator[Record]:
    """The first `documents` court cases of the Text Anonymization Benchmark in pieces of whole paragraphs. What its annotators left
    (NO_MASK) is ordinary here; where they differ, one who masked is followed."""
    for document in json.loads(path.read_text(encoding="utf-8"))[:documents]:
        text, mentions = document["text"], [m for a in document["annotations"].values() for m in a["entity_mentions"]]
        marked = sorted(
            {(m["start_offset"], m["end_offset"], TAB_TYPES[m["entity_type"]]) for m in mentions if m["identifier_type"] != "NO_MASK"}
        )
        start = 0
        for end in [*_piece_ends(text), len(text)]:
            spans: list[dict[str, Any]] = []
            for low, high, kind in marked:
                if start <= low and high <= end and (not spans or low >= start + spans[-1]["end"]):
                    spans.append({"start": low - start, "end": high - start, "type": kind})
            yield {"text": text[start:end], "spans": spans}
            start = end


def _piece_ends(text: str) -> Iterator[int]:
    """Paragraph ends, at least `GUIDANCE_CHARS` apart."""
    start = 0
    while (end := text.find("\n", start + GUIDANCE_CHARS)) >= 0:
        yield (start := end + 1)


def _network() -> Any:
    from torch import cat, nn, relu, tanh

    class Network(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.states, self.plain = nn.Linear(HIDDEN, WIDTH), nn.Linear(len(NAMES), PLAIN_WIDTH)
            near = WIDTH + PLAIN_WIDTH
            self.narrow = nn.Conv1d(near, WIDTH, TAPS, padding=TAPS // 2)
            self.wide = nn.Conv1d(WIDTH, WIDTH, TAPS, padding=TAPS // 2 * 2, dilation=2)
            self.out, self.drop = nn.Linear(WIDTH + near, len(LABELS)), nn.Dropout(DROPOUT)

        def forward(self, states: Any, plain: Any) -> Any:
            near = cat([tanh(self.states(self.drop(states))), relu(self.plain(plain))], -1)
            wide = relu(self.narrow(self.drop(near).transpose(1, 2)))
            wide = relu(self.wide(wide)).transpose(1, 2)
            return self.out(cat([self.drop(wide), near], -1))

    return Network()


class Learner:
    """The model with its changes, and the heads, in PyTorch."""

    def __init__(self, heads: int, seed: int) -> None:
        import torch

        self.layers = ChangedLayers(LAYERS, RANK, LAYER_DROPOUT, seed)
        torch.manual_seed(seed)
        self.heads = torch.nn.ModuleList([_network() for _ in range(heads)])

    def train(self, on: bool) -> None:
        self.layers.training = on
        self.heads.train(on)

    def scores(self, batch: Sequence[Lesson]) -> tuple[list[Any], Any]:
        """For each head the scores of every label, shape (texts, words, labels), and the labels, -100 where there is no word."""
        import torch

        means = self.layers.read_words([lesson.pieces for lesson in batch])
        plain, labels = (torch.from_numpy(x) for x in _padded(batch))
        return [head(means, plain) for head in self.heads], labels

    def tables(self) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """The changes, and each head's weights in the tagger's own layout."""
        heads = []
        for head in self.heads:
            held = {name: value.detach().numpy() for name, value in head.state_dict().items()}
            table: dict[str, Any] = {}
            for name in ("states", "plain", "out"):
                table |= {name: held[f"{name}.weight"].T, f"{name}_bias": held[f"{name}.bias"]}
            for name in ("narrow", "wide"):
                table |= {name: held[f"{name}.weight"].transpose(2, 1, 0), f"{name}_bias": held[f"{name}.bias"]}
            heads.append(table)
        return {name: tensor.detach().numpy() for name, tensor in self.layers.learned.items()}, heads


def learn(
    records: Sequence[Record], guidance: Sequence[str], heads: int, epochs: int, seed: int = 0, begun: Mapping[str, Any] | None = None
) -> Learner:
    """Fit the changes and the heads; every pass sees fresh variants. `begun` are weights whose changes are gone on with."""
    import torch

    random, learner = Random(seed), Learner(heads, seed)  # noqa: S311 - not for secrets
    go_on(learner.layers.learned, changes_among(begun or {}))
    changes = list(learner.layers.learned.values())
    groups = [{"params": changes, "weight_decay": 0.01}, {"params": list(learner.heads.parameters()), "weight_decay": 0.01}]
    optimiser = torch.optim.AdamW(groups)
    given = lessons(records, random, guidance)
    steps = epochs * ((len(given) + BATCH - 1) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [CHANGE_RATE, RATE], total_steps=steps)
    for epoch in range(epochs):
        if epoch:
            given = lessons(records, random, guidance)
        learner.train(True)
        total, seen = 0.0, 0
        for batch in _batches(given, random):
            with torch.autocast("cpu", torch.bfloat16):
                scores, labels = learner.scores(batch)
            losses = [torch.nn.functional.cross_entropy(score.float().transpose(1, 2), labels, ignore_index=-100) for score in scores]
            loss: Any = torch.stack(losses).mean()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(changes, 1.0)
            optimiser.step()
            schedule.step()
            total, seen = total + float(loss.detach()), seen + 1
        sys.stderr.write(f"pass {epoch + 1} of {epochs}: loss {total / seen:.4f}\n")
    learner.train(False)
    return learner


def _batches(given: Sequence[Lesson], random: Random) -> Iterator[list[Lesson]]:
    """Lessons of like length together, so that little is padded, in random order."""
    order = sorted(given, key=lambda lesson: len(lesson.pieces.ids) + random.random() * 40)
    batches = [order[at : at + BATCH] for at in range(0, len(order), BATCH)]
    random.shuffle(batches)
    yield from batches


def _padded(batch: Sequence[Lesson]) -> tuple[Any, Any]:
    longest = max(len(lesson.labels) for lesson in batch)
    plain = np.zeros((len(batch), longest, len(NAMES)), np.float32)
    labels = np.full((len(batch), longest), -100, np.int64)
    for row, lesson in enumerate(batch):
        count = len(lesson.labels)
        plain[row, :count], labels[row, :count] = lesson.plain, lesson.labels
    return plain, labels


def packed(changes: Mapping[str, Any], heads: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Changes and heads as they are stored: half precision, with the labels they were learned for."""
    out: dict[str, Any] = {"heads": np.array(len(heads)), "labels": np.array(LABELS), "version": np.array(VERSION)}
    out |= {f"{PREFIX}{name}": np.asarray(value, np.float16) for name, value in changes.items()}
    for index, head in enumerate(heads):
        out |= {f"head{index}.{name}": np.asarray(value, np.float16) for name, value in head.items()}
    return out


def measure(tagger: Tagger, records: Sequence[Record], bar: float) -> dict[str, float]:
    """How the tagger alone reads records: recall of spans by level, token precision, keep survival, at one bar for all labels."""
    hit = {"direct": 0, "quasi": 0}
    total = {"direct": 0, "quasi": 0}
    right = wrong = kept = keeps = 0
    for record in records:
        text, reading = str(record["text"]), tagger.read(str(record["text"]))
        on, gold = bytearray(len(text)), bytearray(len(text))
        for (start, end), row in zip(reading.words, reading.chances, strict=True):
            if 1 - row[0] >= bar:
                on[start:end] = b"\1" * (end - start)
        for span in record["spans"]:
            letters = [i for i in range(span["start"], span["end"]) if text[i].isalnum()]
            for i in letters:
                gold[i] = 1
            total[span["level"]] += 1
            hit[span["level"]] += all(on[i] for i in letters)
        for start, _ in reading.words:
            if text[start].isalnum() and on[start]:
                right, wrong = right + gold[start], wrong + (not gold[start])
        for keep in record.get("keep", ()):
            at = text.find(keep)
            keeps += 1
            kept += not any(on[i] for i in range(at, at + len(keep)) if text[i].isalnum())
    return {
        "direct_recall": hit["direct"] / max(1, total["direct"]),
        "quasi_recall": hit["quasi"] / max(1, total["quasi"]),
        "token_precision": right / max(1, right + wrong),
        "keep_survival": kept / max(1, keeps),
    }


def _read(paths: Iterable[Path]) -> list[Record]:
    return [record for path in paths for _, record in read_jsonl(path)]


def main(arguments: Sequence[str] | None = None) -> None:
    """The command line of this module."""
    parser = argparse.ArgumentParser(prog="python -m evals.tagger_training", description=__doc__)
    parser.add_argument("records", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--test", action="append", default=[], type=Path)
    parser.add_argument("--tab", type=Path, help="the Text Anonymization Benchmark's JSON")
    parser.add_argument("--tab-documents", type=int, default=TAB_DOCUMENTS, help="how many of its documents, from the first, to learn from")
    parser.add_argument("--heads", type=int, default=HEADS)
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--begun", type=Path, help="weights whose changes to the model are gone on with")
    parser.add_argument("--guidance", type=Path, default=Path("corpus/guidance"))
    chosen = parser.parse_args(arguments)
    records = _read(chosen.records) + list(tab_records(chosen.tab, chosen.tab_documents) if chosen.tab else ())
    begun = dict(np.load(chosen.begun, allow_pickle=False)) if chosen.begun else None
    learner = learn(records, list(guidance_pieces(chosen.guidance)), chosen.heads, chosen.epochs, begun=begun)
    weights = packed(*learner.tables())
    if chosen.out:
        np.savez_compressed(chosen.out, **weights)
    tagger = build_tagger(weights, None)
    for path in chosen.test:
        for bar in (0.25, 0.4, 0.6):
            figures = {name: round(value, 3) for name, value in measure(tagger, _read([path]), bar).items()}
            sys.stdout.write(f"{path.name} bar {bar}: {figures}\n")


if __name__ == "__main__":
    main()
