"""Warnings that belong to an answer, read off the standing of what it cites."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assistant.query import Query
from assistant.types import Citation, Document, Filters, Nation, Notice, NoticeKind, Statement, Status

NATION_NAMES = {
    Nation.ENGLAND: "England",
    Nation.WALES: "Wales",
    Nation.SCOTLAND: "Scotland",
    Nation.NORTHERN_IRELAND: "Northern Ireland",
}


def notices_for(
    statements: Sequence[Statement], documents: Mapping[str, Document], filters: Filters, query: Query | None = None
) -> tuple[Notice, ...]:
    """One notice for each thing the reader must know about the texts cited, in the order of the statements.

    With `query`, also that a term was read in several senses, and that a text is not about the nation the question names.
    """
    found: dict[tuple[NoticeKind, str], Notice] = {}  # one of a kind for each document
    for notice in ambiguities(query) if query else ():
        _add(found, notice)
    asked = (filters.nation,) if filters.nation else query.wording.nations if query else ()
    for statement in statements:
        for citation in statement.citations:
            document = documents[citation.document_id]
            for notice in _standing(citation, document, documents):
                _add(found, notice)
            if asked and not set(asked) & set(citation.nations):
                _add(found, _other_nation(citation, asked))
    return tuple(found.values())


def ambiguities(query: Query) -> tuple[Notice, ...]:
    """One notice for each term of a question that was searched in several senses."""
    return tuple(
        Notice(
            NoticeKind.AMBIGUOUS, f"'{item.term}' can mean {_either(tuple(sense.expansion for sense in item.senses))}. I searched for each."
        )
        for item in query.ambiguous
    )


def _either(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)


def _add(found: dict[tuple[NoticeKind, str], Notice], notice: Notice) -> None:
    found.setdefault((notice.kind, notice.document_id or notice.text), notice)


def _in_use(document: Document, documents: Mapping[str, Document]) -> Document | None:
    """The edition at the end of the chain of successors; None when the library holds none."""
    successor = documents.get(document.superseded_by or "")
    while successor and (following := documents.get(successor.superseded_by or "")):
        successor = following
    return successor


def _standing(citation: Citation, document: Document, documents: Mapping[str, Document]) -> Iterator[Notice]:
    if citation.status in (Status.SUPERSEDED, Status.WITHDRAWN):
        successor = _in_use(document, documents)
        if document.status is Status.CURRENT:
            text = f"Part of '{document.title}' is about an earlier edition, which is no longer current."
        else:
            instead = f" Use '{successor.title}' instead." if successor else " Check which text has replaced it."
            text = f"'{document.title}' is no longer current.{instead}"
        yield Notice(NoticeKind.SUPERSEDED, text, document.id)
        return
    if citation.status is Status.NOT_IN_FORCE:
        text = f"Part of '{document.title}' describes law that had not started on the last evidence held. Check legislation.gov.uk before relying on it."
        yield Notice(NoticeKind.NOT_IN_FORCE, text, document.id)
    elif citation.status is Status.DRAFT:
        yield Notice(
            NoticeKind.DRAFT, f"Part of '{document.title}' describes a draft. Check whether the final text has been published.", document.id
        )
    old = [source for source in citation.sources if source.status in (Status.SUPERSEDED, Status.WITHDRAWN)]
    if old:
        how = "rests here" if len(old) == len(citation.sources) else "rests here partly"
        text = f"'{document.title}' {how} on {old[0].title}, which may no longer be the newest edition. Check the current edition."
        yield Notice(NoticeKind.CHECK_DATE, text, document.id)


def _other_nation(citation: Citation, asked: Sequence[Nation]) -> Notice:
    names = " and ".join(NATION_NAMES[nation] for nation in citation.nations) or "another nation"
    wanted = " or ".join(NATION_NAMES[nation] for nation in asked)
    text = f"'{citation.title}' is about {names}, not {wanted}. Law and guidance differ between nations."
    return Notice(NoticeKind.OTHER_NATION, text, citation.document_id)
