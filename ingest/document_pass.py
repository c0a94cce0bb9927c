"""One local document on its way through: searched, its people gathered, every further form sought, and searched again until nothing is new.

Texts are worked on in pieces: elements first, then headings, then metadata values, each cut where a paragraph or sentence ends
when it is long. Pieces are searched together in batches, so that sentences have their neighbours; a batch is searched again only
when its text has changed, and no step looks at the whole document for each of its parts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.privacy.candidates import NAME_TYPES
from assistant.privacy.detector import Finding, PersonDetector, TextClass
from assistant.privacy.edges import extend_name
from assistant.privacy.names import Lexicon, fold, load_lexicon
from assistant.privacy.placeholders import find_placeholders
from assistant.privacy.public import load_public
from assistant.privacy.tagger import Reading
from ingest.changes import Change, WayBack, apply_changes, make_changes
from ingest.echoes import EchoFinder, parts_of
from ingest.form_finder import FormFinder, told_initials
from ingest.name_forms import TITLE
from ingest.people import Mention, People

# Pieces are searched together in batches of about this many characters, and none is longer.
BATCH_CHARS = 8_000
ROUNDS = 4
CONTEXT = 40
# Chance of being anything below which a known name that is also a word is the word. Set on 80 records (V1-* of the held-out cases).
AS_A_WORD = 0.2
_GAP = "\n\n"
_CUT = re.compile(r"\n\s*|(?<=[.!?;])\s+|\s+")
# A capital that nothing explains after one of these is a place sooner than a person ("placed in Whitby").
_PLACED = re.compile(
    r"(?<!\w)(?<!confided )(?<!confides )(?<!confide )(?<!trust )(?<!believe )(?<!believes )(?<!interest )(?<!interested )(?:in|near|outside|around) $",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text `owner` (in the order elements, headings, metadata) that begins at `offset` in it."""

    owner: int
    offset: int
    text: str


class DocumentPass:
    """Reads texts once with `detector`. `elements` is how many of `texts` are elements; what comes after has no element."""

    def __init__(self, texts: Sequence[str], elements: int, detector: PersonDetector, lexicon: Lexicon | None = None) -> None:
        self._detector, self._lexicon, self._elements = detector, lexicon or load_lexicon(), elements
        self.lowered = _mostly_small(texts[:elements])
        self.people = People(self._lexicon)
        self._pieces = [_Piece(n, offset, part) for n, text in enumerate(texts) for offset, part in _cut(text)]
        self._batches = list(_batch([p.text for p in self._pieces]))
        self._found: list[list[Finding]] = [[] for _ in self._pieces]
        self._searched: dict[int, str] = {}
        self._read: dict[int, Reading | None] = {}
        self._places: dict[int, tuple[int, int]] = {}  # piece to its batch, and where it begins there
        self._gathered: set[tuple[int, int]] = set()
        self._public = load_public()
        self._size = len(texts)

    def run(self) -> tuple[list[list[Change]], list[str]]:
        """For each text its changes, with offsets into it, and what it says now."""
        self._search([p.text for p in self._pieces], None)
        self._settle()
        for _ in range(ROUNDS):
            changes, texts = self._rewrite()
            if not self._search(texts, changes):
                return self._joined(changes, texts)
        return self._joined(*self._rewrite())

    def _rewrite(self) -> tuple[list[list[Change]], list[str]]:
        """The pieces with everything changed that is known so far, and every form of it."""
        self.people.gather(list(self._mentions()))
        for _ in range(ROUNDS):
            if not self._seek():
                break
        changes = [make_changes(p.text, self._found[n], self.people, self._index(p)) for n, p in enumerate(self._pieces)]
        return changes, [apply_changes(p.text, made) for p, made in zip(self._pieces, changes, strict=True)]

    def doubts(self, texts: Sequence[str]) -> Iterator[tuple[int, Finding]]:
        """What the detector still doubts in the changed elements, by element."""
        pieces = [_Piece(n, offset, part) for n, text in enumerate(texts[: self._elements]) for offset, part in _cut(text)]
        for batch in _batch([p.text for p in pieces]):
            starts = _starts(pieces[n].text for n in batch)
            for finding in self._detector.doubts(_GAP.join(pieces[n].text for n in batch)):
                at = bisect_right(starts, finding.start) - 1
                piece, shift = pieces[batch[at]], pieces[batch[at]].offset - starts[at]
                yield piece.owner, replace(finding, start=finding.start + shift, end=finding.end + shift)

    def originals(self, changes: Sequence[Sequence[Change]], texts: Sequence[str]) -> dict[str, list[str]]:
        """Every placeholder of a person with what it stands for, once each; for an encrypted map and nothing else."""
        found: dict[str, dict[str, None]] = {}
        for text, made in zip(texts, changes, strict=True):
            for c in made:
                if c.action == "placeholder":
                    found.setdefault(re.sub(r"['’]s$", "", c.replacement), {})[text[c.start : c.end]] = None
        return {label: list(values) for label, values in found.items()}

    def _index(self, piece: _Piece) -> int:
        return piece.owner if piece.owner < self._elements else -1

    def _search(self, texts: Sequence[str], changes: Sequence[Sequence[Change]] | None) -> bool:
        """Detect in every batch whose text was not searched yet; with `changes`, `texts` are changed pieces. Whether anything was new."""
        new = 0
        for number, batch in enumerate(self._batches):
            joined = _GAP.join(texts[n] for n in batch)
            if self._searched.get(number) == joined:
                continue
            self._searched[number] = joined
            starts = _starts(texts[n] for n in batch)
            if changes is None:
                self._read[number] = self._detector.reading(joined)
                self._places.update((n, (number, start)) for n, start in zip(batch, starts, strict=True))
            ways = {n: WayBack(self._pieces[n].text, changes[n]) for n in batch} if changes else {}
            at = 0
            for finding in self._detector.find(joined, TextClass.CASE, again=changes is not None):
                while at + 1 < len(batch) and finding.start >= starts[at + 1]:
                    at += 1
                for k in range(at, len(batch)):
                    if starts[k] >= finding.end:
                        break
                    n, text = batch[k], texts[batch[k]]
                    low, high = max(finding.start, starts[k]) - starts[k], min(finding.end, starts[k] + len(text)) - starts[k]
                    if low < high and text[low:high].strip():
                        place = ways[n].original(low, high) if changes else (low, high)
                        new += bool(place) and self._add(n, replace(finding, start=place[0], end=place[1]))  # type: ignore[index]
            self._sort(batch)
        return new > 0

    def _sort(self, batch: Iterable[int]) -> None:
        for n in batch:
            self._found[n].sort(key=lambda f: f.start)

    def _add(self, n: int, finding: Finding) -> bool:
        if any(f.start < finding.end and finding.start < f.end for f in self._found[n]):
            return False
        self._found[n].append(finding)
        return True

    def _settle(self) -> None:
        """Set right what neighbouring findings say together: a weak name before an organisation is part of it, one after "in" a place."""
        elsewhere = {
            self._pieces[n].text[f.start : f.end]
            for n, found in enumerate(self._found)
            for f in found
            if f.type == "PERSON" and not _PLACED.search(self._pieces[n].text[max(0, f.start - 14) : f.start])
        }
        for n, found in enumerate(self._found):
            unit, kept = self._pieces[n].text, list[Finding]()
            for f in found:
                last = kept[-1] if kept else None
                weak = last is not None and last.type == "PERSON" and self._is_weak(unit, last)
                if weak and last and f.type in ("ORGANISATION", "PLACE") and unit[last.end : f.start] == " ":
                    kept[-1] = replace(f, start=last.start)
                elif (
                    f.type == "PERSON"
                    and unit[f.start : f.end] not in elsewhere
                    and self._is_weak(unit, f)
                    and _PLACED.search(unit[max(0, f.start - 14) : f.start])
                ):
                    kept.append(f if re.match(r"['’]", unit[f.end : f.end + 1]) else replace(f, type="PLACE", origin="document:placed"))
                else:
                    kept.append(f)
            self._found[n] = kept

    def _is_weak(self, unit: str, f: Finding) -> bool:
        words = [fold(w) for w in re.findall(r"[^\W\d_][\w'’-]*", unit[f.start : f.end])]
        return 0 < len(words) <= 2 and not TITLE.match(unit[f.start : f.end]) and not any(self._lexicon.is_name(w) for w in words)

    def _mentions(self) -> Iterator[Mention]:
        """The names that the people of the document have not been told yet."""
        for n, piece in enumerate(self._pieces):
            unit = piece.text
            last: Finding | None = None
            for f in self._found[n]:
                if f.type not in NAME_TYPES:
                    continue
                if (n, f.start) not in self._gathered:
                    self._gathered.add((n, f.start))
                    near = last if last and f.start - last.end <= CONTEXT else None
                    yield Mention(
                        unit[f.start : f.end],
                        unit[max(0, f.start - CONTEXT) : f.start],
                        unit[f.end : f.end + CONTEXT],
                        unit[near.start : near.end] if near else "",
                        unit[near.end : f.start] if near else "",
                    )
                last = f

    def _seek(self) -> bool:
        """Add every further form of a known name, and every echo of an address, place or organisation. Whether there was any."""
        new = 0
        told = frozenset(
            letters
            for n, piece in enumerate(self._pieces)
            for letters in told_initials(piece.text, ((f.start, f.end) for f in self._found[n] if f.type == "PERSON"))
        )
        forms = FormFinder(self.people, self._lexicon, lowered=self.lowered, told=told)
        echoes = EchoFinder(
            part
            for n, piece in enumerate(self._pieces)
            for f in self._found[n]
            for part in parts_of(f.type, piece.text[f.start : f.end], self._lexicon)
        )
        for n, piece in enumerate(self._pieces):
            unit, masked = piece.text, self._masked(n, told, forms)
            for start, end in list(forms.find(unit, masked)):
                if unit[start:end] not in told and self._is_word_here(n, start, end):
                    continue
                whole = extend_name(unit, start)
                begin = start if any(masked[whole:start]) else whole
                new += self._add(n, Finding(begin, end, "PERSON", "direct", 0.8, "document:name"))
            for start, end in echoes.find(unit):
                if not any(masked[start:end]):
                    new += self._add(n, Finding(start, end, "PLACE", "quasi", 0.7, "document:echo"))
            self._found[n].sort(key=lambda f: f.start)
        return new > 0

    def _is_word_here(self, n: int, start: int, end: int) -> bool:
        """Whether a known name that is also a word is used as the word: "her poppy", where Poppy is somebody."""
        number, shift = self._places[n]
        reading = self._read[number]
        word = self._pieces[n].text[start:end]
        if reading is None or (word.isupper() and len(word) < 4) or not self._lexicon.is_word(fold(word)):
            return False
        return reading.any_name(shift + start, shift + end) < AS_A_WORD

    def _masked(self, n: int, told: frozenset[str], forms: FormFinder) -> list[bool]:
        """What a further form cannot be: found already, or public, but for short forms that are somebody's initials, `told` or known."""
        unit = self._pieces[n].text
        masked = [False] * (len(unit) + 1)
        public = [
            (start, end)
            for start, end in self._public.spans(unit, case=True)
            if unit[start:end] not in told and not forms.is_somebodys(unit[start:end])
        ]
        spans = [*((f.start, f.end) for f in self._found[n]), *find_placeholders(unit), *public]
        for start, end in spans:
            masked[start:end] = [True] * (end - start)
        return masked

    def _joined(self, changes: Sequence[Sequence[Change]], texts: Sequence[str]) -> tuple[list[list[Change]], list[str]]:
        """Pieces put together again."""
        made: list[list[Change]] = [[] for _ in range(self._size)]
        out: list[list[str]] = [[] for _ in range(self._size)]
        for piece, own, text in zip(self._pieces, changes, texts, strict=True):
            out[piece.owner].append(text)
            made[piece.owner] += [replace(c, start=c.start + piece.offset, end=c.end + piece.offset) for c in own] if piece.offset else own
        return made, ["".join(parts) for parts in out]


def _cut(text: str) -> Iterator[tuple[int, str]]:
    """A text in pieces of at most `BATCH_CHARS`, cut after a line if there is one, else after a sentence, else after a word."""
    start = 0
    while len(text) - start > BATCH_CHARS:
        window = text[start : start + BATCH_CHARS]
        ends: dict[int, int] = {}
        for match in _CUT.finditer(window, BATCH_CHARS // 2):
            rank = 0 if "\n" in match[0] else 1 if window[match.start() - 1] in ".!?;" else 2
            ends[rank] = match.end()
        end = start + (ends[min(ends)] if ends else BATCH_CHARS)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def _batch(texts: Sequence[str]) -> Iterator[list[int]]:
    batch: list[int] = []
    size = 0
    for n, text in enumerate(texts):
        if batch and size + len(text) > BATCH_CHARS:
            yield batch
            batch, size = [], 0
        batch.append(n)
        size += len(text) + len(_GAP)
    if batch:
        yield batch


def _starts(texts: Iterable[str]) -> list[int]:
    starts, position = [], 0
    for text in texts:
        starts.append(position)
        position += len(text) + len(_GAP)
    return starts


def _mostly_small(texts: Iterable[str]) -> bool:
    """Whether most sentences begin without a capital: notes in a hurry."""
    starts = small = 0
    for text in texts:
        for match in re.finditer(r"(?:^|[.!?]\s+|\n\s*)([^\W\d_])", text):
            starts += 1
            small += match[1].islower()
    return starts > 0 and small * 2 > starts
