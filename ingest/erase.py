"""Remove a document everywhere and prove it: index, quarantine, reports, links, map; then look for it in each again."""

from __future__ import annotations

from datetime import UTC, datetime

from assistant.errors import CheckFailed, UnknownItem
from assistant.ports import ErasureCertificate, PassageStore
from ingest.linkage import Linkage
from ingest.originals import Originals
from ingest.quarantine import Quarantine
from ingest.records import Reports


def erase(
    document_id: str, store: PassageStore, quarantine: Quarantine, reports: Reports, linkage: Linkage, originals: Originals
) -> ErasureCertificate:
    """Erase one document. Raises UnknownItem when nothing is held of it, CheckFailed when something is left afterwards.

    Uploaded files are never kept. A file in the corpus or in a user's folder is theirs and stays; while it is still listed there, the next run
    would bring it in again, so remove it there too. Qdrant drops deleted points from its segments when it next optimises.
    """
    passages = store.erase(document_id) if document_id in store.documents() else 0
    removed = {
        "passages": passages,
        "quarantine": quarantine.forget(document_id),
        "reports": reports.erase(document_id),
        "links": linkage.erase(document_id),
        "maps": originals.erase(document_id),
    }
    if not any(removed.values()):
        raise UnknownItem("No document has that id. 'ingest status' counts those held and GET /v1/documents lists them.")
    remaining = {
        "documents": int(document_id in store.documents()),
        "passages": sum(1 for _ in store.passages(document_id)),
        "quarantine": quarantine.count(document_id),
        "reports": int(reports.read(document_id) is not None),
        "links": linkage.count(document_id),
        "maps": int(originals.holds(document_id)),
    }
    if any(remaining.values()):
        raise CheckFailed(
            f"Erasure is not complete: {', '.join(name for name, count in remaining.items() if count)} still hold the document."
        )
    return ErasureCertificate(document_id, datetime.now(UTC).isoformat(timespec="seconds"), removed, remaining)
