"""What overlapping findings come to: one finding for every stretch, cut around what is protected and around what identifies alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.privacy.candidates import Candidate

# What findings that overlap are taken for together: the type that stands first here. The surer a form is by itself, the earlier.
_PRIORITY = {
    kind: rank
    for rank, kind in enumerate(
        (
            "EMAIL",
            "URL",
            "FILE_NAME",
            "ADDRESS",
            "DATE_OF_BIRTH",
            "NHS_NUMBER",
            "UPN",
            "NINO",
            "PASSPORT",
            "DRIVING_LICENCE",
            "BANK",
            "PHONE",
            "POSTCODE",
            "VEHICLE",
            "IP_ADDRESS",
            "HANDLE",
            "REFERENCE",
            "IDENTIFIER",
            "PERSON",
            "INITIALS",
            "UNIQUE",
            "EVENT",
        )
    )
}
# A name inside one of these is part of it ("Oakfield Primary School", "Syrian"), unless a title says otherwise.
_WHOLE = frozenset({"ORGANISATION", "STREET", "BACKGROUND", "DATE"})
_WEAK = ("name:", "ner:", "cue:kin", "cue:object", "cue:subject", "cue:field", "cue:sign-off", "cue:lower", "cue:and", "cue:age")


def cover(length: int, spans: Iterable[tuple[int, int]]) -> list[bool]:
    """For every character whether one of the half-open spans covers it."""
    mask = [False] * length
    for start, end in spans:
        mask[start:end] = [True] * (end - start)
    return mask


def outside(candidate: Candidate, mask: Sequence[bool]) -> list[Candidate]:
    """The pieces of a candidate outside a mask."""
    pieces: list[Candidate] = []
    start: int | None = None
    for index in range(candidate.start, candidate.end + 1):
        free = index < candidate.end and not mask[index]
        if free and start is None:
            start = index
        elif not free and start is not None:
            pieces.append(candidate.between(start, index))
            start = None
    return pieces


def resolve(candidates: list[Candidate]) -> list[Candidate]:
    """One finding for every stretch: what overlaps is joined when of one level, else the direct part is cut out."""
    whole = [c for c in candidates if c.type in _WHOLE and not c.origin.startswith("ner")]
    direct = join([c for c in candidates if c.level == "direct" and not (c.origin.startswith(_WEAK) and any(_inside(c, w) for w in whole))])
    mask_end = max((c.end for c in candidates), default=0)
    mask = cover(mask_end, [(c.start, c.end) for c in direct])
    quasi = [p for c in join([c for c in candidates if c.level == "quasi"]) for p in outside(c, mask) if p == c or p.end - p.start > 3]
    return sorted([*direct, *quasi], key=lambda c: c.start)


def join(candidates: list[Candidate]) -> list[Candidate]:
    """In order of their start, what overlaps as one candidate: of the most telling type, with the highest score."""
    joined: list[Candidate] = []
    for c in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if joined and c.start < joined[-1].end:
            last = joined[-1]
            best = min((last, c), key=lambda x: (_PRIORITY.get(x.type, 50), x.start - x.end, -x.score))
            joined[-1] = Candidate(last.start, max(last.end, c.end), best.type, best.level, max(last.score, c.score), best.origin)
        else:
            joined.append(c)
    return joined


def _inside(part: Candidate, whole: Candidate) -> bool:
    """Whether one candidate lies within another. Of an organisation or street it must leave three
    characters: a name that is nearly all of it is a person's."""
    slack = 3 if whole.type in ("ORGANISATION", "STREET") else 0
    return whole.start <= part.start and part.end <= whole.end and whole.end - whole.start >= part.end - part.start + slack
