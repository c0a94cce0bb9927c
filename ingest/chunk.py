"""AnonymisedElements to Passages, by heading. Raw Elements do not fit the signature, so strict typing keeps them out of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from assistant.adapters.records import passage_id
from assistant.sentences import split_sentences
from assistant.types import AnonymisedElement, Document, Nation, Passage, Status

LONGEST = 1.6  # a passage may be this much longer than the target before it is cut; 200 words still fit the embedder
SHORTEST = 0.2  # a last piece shorter than this joins the one before it
NOT_BODY = ("Header", "Footer")


@dataclass
class _Piece:
    """Text gathered for one passage: same headings, page, status and nations throughout."""

    heading_path: tuple[str, ...]
    page: int | None
    status: Status
    nations: tuple[Nation, ...]
    texts: list[str] = field(default_factory=list)
    sources: dict[str, None] = field(default_factory=dict)

    @property
    def words(self) -> int:
        return sum(len(text.split()) for text in self.texts)

    def same_place(self, other: _Piece) -> bool:
        return (self.heading_path, self.page, self.status, self.nations) == (other.heading_path, other.page, other.status, other.nations)


def chunk(elements: Sequence[AnonymisedElement], document: Document, passage_words: int) -> list[Passage]:
    """Passages of about `passage_words` words, never across a heading, a page or a change of standing."""
    pieces: list[_Piece] = []
    for element in elements:
        for text in _parts(element, passage_words):
            piece = _piece(element, document)
            last = pieces[-1] if pieces else None
            if last is None or not last.same_place(piece) or last.words + len(text.split()) > passage_words:
                pieces.append(piece)
            pieces[-1].texts.append(text)
            pieces[-1].sources.update(dict.fromkeys(element.sources))
    return [_passage(piece, document, ordinal) for ordinal, piece in enumerate(_joined(pieces, passage_words))]


def _piece(element: AnonymisedElement, document: Document) -> _Piece:
    # A section can stand lower than its document, never higher: old text stays old whatever its headings say.
    status = element.status if element.status and document.status is Status.CURRENT else document.status
    return _Piece(_headings(element, document), element.page, status, element.nations or document.nations)


def _headings(element: AnonymisedElement, document: Document) -> tuple[str, ...]:
    """The heading path without the document's own title, which every citation shows anyway."""
    path = element.heading_path
    return path[1:] if path and path[0].casefold() == document.title.casefold() else path


def _parts(element: AnonymisedElement, passage_words: int) -> Iterator[str]:
    """The element's text, cut at sentences, then at words, where it is longer than a passage may be."""
    if element.category in NOT_BODY:
        return
    text = f"- {element.text}" if element.category == "ListItem" else element.text
    if len(text.split()) <= passage_words * LONGEST:
        yield text
        return
    gathered: list[str] = []
    for start, end in split_sentences(text):
        words = text[start:end].split()
        if gathered and sum(len(item.split()) for item in gathered) + len(words) > passage_words:
            yield " ".join(gathered)
            gathered = []
        if len(words) > passage_words * LONGEST:
            yield from (" ".join(words[i : i + passage_words]) for i in range(0, len(words), passage_words))
        else:
            gathered.append(text[start:end])
    if gathered:
        yield " ".join(gathered)


def _joined(pieces: Sequence[_Piece], passage_words: int) -> list[_Piece]:
    out: list[_Piece] = []
    for piece in pieces:
        fits = out and out[-1].same_place(piece) and out[-1].words + piece.words <= passage_words * LONGEST
        if fits and piece.words < passage_words * SHORTEST:
            out[-1].texts += piece.texts
            out[-1].sources.update(piece.sources)
        else:
            out.append(piece)
    return out


def _passage(piece: _Piece, document: Document, ordinal: int) -> Passage:
    text = piece.texts[0]
    for following in piece.texts[1:]:
        text += ("\n" if following.startswith("- ") else "\n\n") + following
    return Passage(
        id=passage_id(document.id, document.digest, ordinal),
        document_id=document.id,
        text=text,
        heading_path=piece.heading_path,
        page=piece.page,
        ordinal=ordinal,
        digest=hashlib.sha256(text.encode("utf-8")).hexdigest(),
        status=piece.status,
        nations=piece.nations,
        sources=tuple(piece.sources),
    )
