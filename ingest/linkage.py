"""Linkage between documents: do two of them together say more about one person than either does alone?

Neither document names anybody any more, and each is below the bar. But when both tell of the lighthouse keeper's child with one
rare illness, what the first says about the family can be put together with what the second says. Such documents are found by what
they share: for each person of a document the uncommon words of what is told about them (those that were generalised away and those
that still stand), and the coarse facts that survive (age band, month, region, kind of school). They are kept as salted hashes in
the data folder, never as text, and go when the document goes.

The salt is random for each library, so that hashes of two libraries cannot be compared; who holds the data folder holds the salt too.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import StoreUnavailable
from assistant.privacy.names import fold, load_lexicon
from assistant.privacy.placeholders import find_placeholders
from ingest.risk import WEIGHTS, RiskReason, sum_up

if TYPE_CHECKING:
    from ingest.anonymise import Anonymisation
    from ingest.changes import Change

# Words at or below this Zipf frequency (wordfreq's small English list) are uncommon; what is not in the list counts as RAREST.
UNCOMMON = 4.1
RAREST = 2.6
# Two people are linked when they share at least this many uncommon words that together weigh at least this much, or one such word and
# coarse facts beside it. Set on the 464 fictional records of the suites, nearly all about different people: some 1 pair in 5,000 is linked.
SHARED_WORDS = 2
SHARED_WEIGHT = 2.5
SHARED_COARSE = 0.9
# Long documents share words by chance: weight for each pair of words (one of each person), measured on the same records, and a margin.
CHANCE = 0.0005
CHANCE_MARGIN = 2.0
# A word that this many other documents use about somebody is this library's jargon, not a trait.
JARGON_IN = 4
# A report names at most this many linked documents.
MOST_LINKS = 3
_CHUNK = 400
_COARSE = {"AGE": 0.4, "DATE": 0.5, "YEAR": 0.3, "PLACE": 0.2, "ORGANISATION": 0.2}
_TELLING = frozenset({"UNIQUE", "EVENT", "FAMILY", "HEALTH", "OCCUPATION", "BACKGROUND"})
_PERSON = re.compile(r"\[((?:CHILD [A-Z]{1,3})|(?:[A-Z]+ (?:OF [A-Z]{1,3}|\d+)))\]")
_CLAUSE = re.compile(r"[.!?;:,]\s+|\n|\s[-–]\s|\s(?:and|but|who|whose|which|because|when|while)\s")
_WORD = re.compile(r"[^\W\d_][\w'’-]{3,}")


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing told about `subject` (a placeholder without brackets, or "" for nobody in particular), as a salted hash.

    `detail` counts the clauses of the document; `weight` says how telling the thing is, and whether it is `coarse` (a band, a month).
    """

    subject: str
    detail: int
    key: bytes
    weight: float
    coarse: bool


@dataclass(frozen=True, slots=True)
class Link:
    """What one person of this document (`subject`) shares with one of another document: how many details, and what they weigh."""

    document_id: str
    subject: str
    details: int
    weight: float


class Tracer:
    """Turns an anonymised document into traces under one salt."""

    def __init__(self, salt: bytes) -> None:
        self._salt = salt
        self._lexicon = load_lexicon()

    def trace(self, units: Sequence[str], texts: Sequence[str], changes: Sequence[Sequence[Change]]) -> tuple[Trace, ...]:
        """Traces of elements: their original texts, what they say now, and the changes between."""
        found: dict[tuple[str, bytes], Trace] = {}
        detail, subjects = 0, ("",)
        for unit, text, made in zip(units, texts, changes, strict=True):
            subjects = tuple(dict.fromkeys(_PERSON.findall(text))) or subjects
            told = [(clause, False) for clause in _clauses(text)] + [(unit[c.start : c.end], True) for c in made if c.type in _TELLING]
            for words, telling in told:
                detail += 1
                for key, weight in self._words(words, telling=telling):
                    for subject in subjects:
                        found.setdefault((subject, key), Trace(subject, detail, key, weight, False))
            for c in made:
                if c.type in _COARSE and re.search(r"\d|England|Scotland|Wales|Ireland|school|nursery|home", c.replacement):
                    value = re.sub(r"^(?:in |on |from |by |of )|\[(?:an? )?|\]", "", c.replacement)
                    key = self._hash(f"{c.type} {value}")
                    for subject in subjects:
                        found.setdefault((subject, key), Trace(subject, 0, key, _COARSE[c.type], True))
        return tuple(found.values())

    def _words(self, text: str, *, telling: bool) -> Iterator[tuple[bytes, float]]:
        from wordfreq import zipf_frequency

        for match in _WORD.finditer(text):
            word = match[0]
            key = re.sub(r"['’]s$", "", fold(word))
            if word.isupper() or (not telling and word[0].isupper() and self._lexicon.is_name(key)):
                continue
            stem = _stem(key)
            common = max(zipf_frequency(form, "en", wordlist="small") for form in {key, stem})
            if common <= UNCOMMON:
                yield self._hash(f"word {stem}"), round(UNCOMMON + 0.6 - max(common, RAREST), 2)

    def _hash(self, value: str) -> bytes:
        return hmac.new(self._salt, value.encode("utf-8"), hashlib.sha256).digest()[:10]


def _clauses(text: str) -> Iterator[str]:
    """Clauses of an anonymised text, without its placeholders."""
    plain, at = "", 0
    for start, end in find_placeholders(text):
        plain += text[at:start] + "\n"
        at = end
    yield from (clause for clause in _CLAUSE.split(plain + text[at:]) if clause and len(clause) > 3)


def _stem(word: str) -> str:
    """A word without its commonest endings: enough for two writers to meet."""
    for ending in ("ing", "ers", "ed", "er", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word.removesuffix("e") if len(word) > 5 else word


class Linkage:
    """The traces of every local document, in one SQLite file beside its salt."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder / "links.sqlite"
        self._tracer: Tracer | None = None

    @property
    def started(self) -> bool:
        """Whether any document has been recorded; until then there is nothing to be linked with."""
        return self._path.exists()

    @property
    def tracer(self) -> Tracer:
        """Makes traces under this library's salt, which is drawn at the first use."""
        if self._tracer is None:
            self._tracer = Tracer(self._salt())
        return self._tracer

    def judge(self, document_id: str, safe: Anonymisation) -> Anonymisation:
        """The anonymised document with its links to others among the reasons of its risk. Nothing is recorded."""
        found = self.links(document_id, safe.traces)
        if not found:
            return safe
        weight = WEIGHTS["linkage"][0]
        reasons = [
            RiskReason("linkage", weight, link.subject, None, f"shares {link.details} unusual details with document {link.document_id}")
            for link in found
        ]
        return replace(safe, risk=sum_up([*safe.risk.reasons, *reasons], safe.risk.bar, safe.risk.subjects))

    def links(self, document_id: str, traces: Sequence[Trace]) -> list[Link]:
        """The other documents that tell of the same person by these traces, the surest first."""
        if not traces or not self._path.exists():
            return []
        with self._open() as base:
            return _links(base, document_id, traces)

    def record(self, document_id: str, traces: Sequence[Trace]) -> None:
        """Keep the traces of a document in place of those it had."""
        if not traces and not self._path.exists():
            return
        rows = [(document_id, t.subject, t.key, t.coarse) for t in traces]
        with self._open() as base, base:
            base.execute("DELETE FROM traces WHERE document = ?", (document_id,))
            base.executemany("INSERT INTO traces VALUES (?, ?, ?, ?)", rows)

    def count(self, document_id: str) -> int:
        """How many traces of a document are kept."""
        if not self._path.exists():
            return 0
        with self._open() as base:
            return int(base.execute("SELECT COUNT(*) FROM traces WHERE document = ?", (document_id,)).fetchone()[0])

    def erase(self, document_id: str) -> int:
        """Forget a document; how many traces went. Freed pages are overwritten."""
        if not self._path.exists():
            return 0
        with self._open() as base, base:
            return base.execute("DELETE FROM traces WHERE document = ?", (document_id,)).rowcount

    def _salt(self) -> bytes:
        path = self._folder / "links.salt"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                if self._path.exists():
                    raise StoreUnavailable(
                        f"{path} is gone, so that the traces beside it fit nothing. Put it back, or remove {self._path.name}."
                    )
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(secrets.token_bytes(32))
            salt = path.read_bytes()
        except OSError as error:
            raise StoreUnavailable(f"The folder {self._folder} cannot be used: {error.strerror}.") from None
        if len(salt) != 32:
            raise StoreUnavailable(f"{path} is damaged. Put it back from a copy, or remove it and {self._path.name}.")
        return salt

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=30)) as base:
                base.executescript(_SCHEMA)
                yield base
        except sqlite3.Error as error:
            raise StoreUnavailable(f"The record of links in {self._folder} cannot be used ({type(error).__name__}).") from None


_SCHEMA = """
PRAGMA secure_delete = ON;
CREATE TABLE IF NOT EXISTS traces (document TEXT NOT NULL, subject TEXT NOT NULL, key BLOB NOT NULL, coarse INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS traces_by_key ON traces (key, document);
CREATE INDEX IF NOT EXISTS traces_by_document ON traces (document, subject);
"""


def _links(base: sqlite3.Connection, document_id: str, traces: Sequence[Trace]) -> list[Link]:
    own: dict[str, dict[bytes, Trace]] = defaultdict(dict)
    for trace in traces:
        own[trace.subject][trace.key] = trace
    words = {t.key for t in traces if not t.coarse}
    rare = [key for key, number in _ask(base, "key, COUNT(DISTINCT document)", words, document_id, " GROUP BY key") if number <= JARGON_IN]
    shared: dict[tuple[str, str], set[bytes]] = defaultdict(set)
    for key, document, subject in _ask(base, "key, document, subject", rare, document_id):
        shared[document, subject].add(key)
    best: dict[str, Link] = {}
    for (document, theirs), keys in shared.items():
        rows = base.execute("SELECT key, coarse FROM traces WHERE document = ? AND subject = ?", (document, theirs)).fetchall()
        facts, length = {key for key, coarse in rows if coarse}, sum(not coarse for _, coarse in rows)
        for subject, mine in own.items():
            link = _weigh(document, subject, mine, keys, facts, length)
            if link and (document not in best or link.weight > best[document].weight):
                best[document] = link
    return sorted(best.values(), key=lambda link: (-link.weight, link.document_id))[:MOST_LINKS]


def _weigh(document: str, subject: str, mine: Mapping[bytes, Trace], keys: set[bytes], facts: set[bytes], length: int) -> Link | None:
    """A link when what two people share outweighs chance."""
    words = [mine[key].weight for key in keys if key in mine]
    coarse = sum(trace.weight for key, trace in mine.items() if trace.coarse and key in facts)
    chance = CHANCE_MARGIN * CHANCE * sum(not t.coarse for t in mine.values()) * length
    weight = sum(words) + min(coarse, SHARED_WEIGHT / 2)
    enough = len(words) >= SHARED_WORDS or (words and coarse >= SHARED_COARSE)
    if not enough or weight < SHARED_WEIGHT + chance:
        return None
    return Link(document, subject, len(words) + sum(trace.coarse and key in facts for key, trace in mine.items()), round(weight, 2))


def _ask(base: sqlite3.Connection, columns: str, keys: Iterable[bytes], document_id: str, tail: str = "") -> Iterator[tuple[Any, ...]]:
    """Rows of other documents that hold one of the keys."""
    listed = sorted(keys)
    for start in range(0, len(listed), _CHUNK):
        part = listed[start : start + _CHUNK]
        marks = ",".join("?" * len(part))
        yield from base.execute(f"SELECT {columns} FROM traces WHERE key IN ({marks}) AND document != ?{tail}", (*part, document_id))  # noqa: S608 - columns and marks are ours
