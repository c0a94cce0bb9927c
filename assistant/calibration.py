"""Putting a corpus's own scale on closeness: where its scores lie for questions it answers, and for questions it does not.

Thresholds do not carry from one corpus to another (refusing 90% of what cannot be answered needed a likeness of .42 on one, .72 on
another). So pseudo-questions are made of the corpus's own sentences, asked beside a fixed list of everyday questions, and the mean
of each closeness signal over either kind becomes 1 and 0. What is stored with the index is those means and, where somebody has marked
questions of the corpus's own as answered by it or not, the weights that were learned from them: never a question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files

from assistant.evidence import CLOSENESS, SIGNALS, EvidenceReader
from assistant.learned_weights import Figures, Learned, Weights
from assistant.lexicon import WORD, Lexicon, fingerprint, pack
from assistant.ports import PassageStore, TermEncoder
from assistant.retriever import Retriever
from assistant.sentences import split_sentences
from assistant.types import Document, Filters

META = "calibration"
SAMPLE = 120  # pseudo-questions; the means move by less than .01 beyond that
PASSAGES = 8  # as many as a question is answered from
STALE = 0.1  # share of documents that must have changed before a calibration is made again by itself
NARROWEST = 0.2  # a signal that hardly tells the two apart is not stretched further than this
SHORTEST, LONGEST = 8, 40  # words of a sentence that a pseudo-question is made of


@dataclass(frozen=True, slots=True)
class Calibration:
    """The mean of each closeness signal over everyday questions (`low`) and over pseudo-questions of the corpus (`high`).

    `learned` are weights for signals on this scale, where the corpus has its own; they outlast a new measurement of the scale.
    """

    low: Mapping[str, float]
    high: Mapping[str, float]
    learned: Learned | None = None

    def scaled(self, name: str, value: float) -> float:
        """`value` on the corpus's scale: about 0 for questions off its subject, about 1 for ones it answers word for word."""
        low, high = self.low[name], self.high[name]
        return (value - low) / max(high - low, NARROWEST)

    def read_by(self, reader: str) -> Calibration:
        """The same without learned weights that do not hold: made for signals no longer read, or for another cross-encoder's readings."""
        if self.learned and self.learned.weights.of.keys() <= SIGNALS and self.learned.reader in ("", reader):
            return self
        return replace(self, learned=None)


# Of the packaged corpus; used until an index has its own.
DEFAULT = Calibration(
    {"tokens": 0.43, "stretch": 0.18, "heading": 0.17, "cover": 0.33, "lines": 0.27, "dense": 0.15, "units": 0.28, "bm25": 4.0},
    {"tokens": 0.85, "stretch": 0.68, "heading": 0.55, "cover": 0.79, "lines": 0.54, "dense": 0.61, "units": 0.73, "bm25": 23.5},
)


def calibrate(store: PassageStore, retriever: Retriever, evidence: EvidenceReader, terms: TermEncoder) -> Calibration:
    """Measure the corpus with pseudo-questions. An empty corpus, or one without sentences, keeps the default."""
    asked = pseudo_questions(store, terms)
    if not asked:
        return DEFAULT
    everyday = files("assistant").joinpath("off_topic.txt").read_text(encoding="utf-8").split("\n")
    high = _means([question for question in asked if question], retriever, evidence)
    low = _means([question for question in everyday if question.strip()], retriever, evidence)
    return Calibration(low, high)


def pseudo_questions(store: PassageStore, terms: TermEncoder) -> list[str]:
    """Questions made of sentences spread over the corpus: its content words, every third left out, as a person half remembers them."""
    sentences = [
        passage.text[start:end]
        for passage in store.passages()
        for start, end in split_sentences(passage.text)
        if SHORTEST <= len(passage.text[start:end].split()) <= LONGEST
    ]
    step = max(1, len(sentences) // SAMPLE)
    out = []
    for sentence in sentences[::step][:SAMPLE]:
        words = [found[0].lower() for found in WORD.finditer(sentence) if terms.encode_query(found[0]).indices]
        kept = [word for number, word in enumerate(words) if number % 3 != 2]
        if len(kept) >= 4:
            out.append(" ".join(kept[:10]))
    return out


def read_calibration(store: PassageStore) -> Calibration:
    """The calibration stored with the index, or the default."""
    stored = store.read_meta().get(META)
    if not isinstance(stored, dict):
        return DEFAULT
    low, high = stored["low"], stored["high"]
    return Calibration(
        {name: float(low.get(name, DEFAULT.low[name])) for name in CLOSENESS},
        {name: float(high.get(name, DEFAULT.high[name])) for name in CLOSENESS},
        _learned(stored.get("learned")),
    )


def write_calibration(store: PassageStore, calibration: Calibration, lexicon: Lexicon) -> None:
    """Store the calibration, and the words it was made with, beside the index's identity."""
    documents = store.documents()
    made = {"documents": {name: document.digest[:12] for name, document in documents.items()}, "of": fingerprint(documents)}
    kept = {name: value for name, value in asdict(calibration).items() if value is not None}
    store.write_meta({**store.read_meta(), META: {**kept, **made}, "lexicon": pack(lexicon, documents)})


def stale(store: PassageStore) -> bool:
    """Whether the corpus has changed enough since its calibration, or has none."""
    documents = store.documents()
    stored = store.read_meta().get(META)
    if not isinstance(stored, dict):
        return bool(documents)
    return _changed(stored["documents"], documents) > STALE * max(len(documents), 1)


def _learned(stored: object) -> Learned | None:
    """Learned weights as `write_calibration` stored them; None in an index that has none."""
    if not isinstance(stored, dict):
        return None
    weights = Weights({str(name): float(weight) for name, weight in stored["weights"]["of"].items()}, float(stored["weights"]["bias"]))
    return Learned(weights, Figures(**stored["figures"]), str(stored["reader"]))


def _changed(held: Mapping[str, str], documents: Mapping[str, Document]) -> int:
    same = sum(held.get(name) == document.digest[:12] for name, document in documents.items())
    return max(len(held), len(documents)) - same


def _means(questions: Sequence[str], retriever: Retriever, evidence: EvidenceReader) -> dict[str, float]:
    totals = dict.fromkeys(CLOSENESS, 0.0)
    for question in questions:
        signals = evidence.read(question, Filters(), retriever.search(question, Filters(), PASSAGES))
        for name in CLOSENESS:
            totals[name] += signals[name]
    return {name: round(total / len(questions), 4) for name, total in totals.items()}
