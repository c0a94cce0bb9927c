"""Two local documents that tell of one person are found by what they share, in either order, and nothing of them can be read. All invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import StoreUnavailable
from assistant.privacy.detector import PersonDetector, load_detector
from assistant.types import Document, Element, Kind, Nation, Policy, Status
from ingest.anonymise import Anonymisation, anonymise
from ingest.linkage import Linkage, Trace

NOTE = "The girl breeds ferrets with her father, a trapeze artist. She has brittle bone disease. Seen in Cumbria on 6 March 2024."
DEBRIEF = "Her dad had been a trapeze artist and kept ferrets in the caravan. The learning is about pain and brittle bones. March 2024."
OTHER = "The boy was seen at school on 6 March 2024. His mother was worried about his sleep and his reading."


@pytest.fixture(scope="module")
def detector() -> PersonDetector:
    return load_detector(ner=False)


@pytest.fixture
def linkage(tmp_path: Path) -> Linkage:
    return Linkage(tmp_path / "quarantine")


def read(text: str, detector: PersonDetector, linkage: Linkage) -> Anonymisation:
    document = Document("d", "t", Kind.LESSON, (Nation.ENGLAND,), Status.CURRENT, Policy.LOCAL, "0")
    return anonymise([Element("d", "NarrativeText", text)], document, detector, tracer=linkage.tracer)


@pytest.mark.parametrize(("first", "second"), [(NOTE, DEBRIEF), (DEBRIEF, NOTE)])
def test_the_second_document_about_one_person_waits_for_a_reviewer(
    detector: PersonDetector, linkage: Linkage, first: str, second: str
) -> None:
    linkage.record("one", read(first, detector, linkage).traces)
    linkage.record("other", read(OTHER, detector, linkage).traces)
    judged = linkage.judge("two", read(second, detector, linkage))
    (reason,) = [r for r in judged.risk.reasons if r.kind == "linkage"]
    assert judged.risk.decision == "quarantine"
    assert reason.note.startswith("shares ")
    assert reason.note.endswith("unusual details with document one")


def test_documents_about_different_people_are_not_linked_by_common_words_and_months(detector: PersonDetector, linkage: Linkage) -> None:
    linkage.record("one", read(NOTE, detector, linkage).traces)
    assert not linkage.links("two", read(OTHER, detector, linkage).traces)


def test_a_document_is_not_linked_with_its_own_earlier_version(detector: PersonDetector, linkage: Linkage) -> None:
    linkage.record("one", read(NOTE, detector, linkage).traces)
    assert not linkage.links("one", read(NOTE, detector, linkage).traces)


def test_what_many_documents_say_is_jargon_and_links_nobody(detector: PersonDetector, linkage: Linkage) -> None:
    traces = read(NOTE, detector, linkage).traces
    for number in range(6):
        linkage.record(f"d{number}", traces)
    assert not linkage.links("new", traces)


def test_a_long_document_needs_more_than_chance(linkage: Linkage) -> None:
    """A few shared words say much between two notes and nothing between two books."""
    from wordfreq import top_n_list

    words = [w for w in top_n_list("en", 24_000, wordlist="small")[9_000:] if w.isalpha() and len(w) > 4]

    def traces(listed: list[str]) -> tuple[Trace, ...]:
        text = " ".join(listed)
        return linkage.tracer.trace([text], [text], [[]])

    shared = words[:30:3]
    linkage.record("note", traces([*shared, *words[1:40:3]]))
    assert linkage.links("other", traces([*shared, *words[2:40:3]]))
    linkage.record("note", traces([*shared, *words[1::3]]))
    assert not linkage.links("other", traces([*shared, *words[2::3]]))


def test_nothing_that_is_kept_can_be_read(detector: PersonDetector, linkage: Linkage, tmp_path: Path) -> None:
    linkage.record("one", read(NOTE, detector, linkage).traces)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "quarantine").iterdir()).lower()
    assert not any(word in kept for word in (b"ferret", b"trapeze", b"brittle", b"cumbria", b"march"))
    assert (tmp_path / "quarantine" / "links.salt").stat().st_mode & 0o777 == 0o600


def test_two_libraries_hash_one_word_differently(detector: PersonDetector, tmp_path: Path) -> None:
    left, right = (read(NOTE, detector, Linkage(tmp_path / name)).traces for name in ("a", "b"))
    assert {t.key for t in left}.isdisjoint({t.key for t in right})


def test_erasure_takes_the_traces_and_with_them_the_link(detector: PersonDetector, linkage: Linkage) -> None:
    linkage.record("one", read(NOTE, detector, linkage).traces)
    assert linkage.count("one") > 0
    assert linkage.erase("one") > 0
    assert linkage.count("one") == 0
    assert not linkage.links("two", read(DEBRIEF, detector, linkage).traces)


def test_a_lost_salt_stops_ingest(detector: PersonDetector, linkage: Linkage, tmp_path: Path) -> None:
    linkage.record("one", read(NOTE, detector, linkage).traces)
    (tmp_path / "quarantine" / "links.salt").unlink()
    with pytest.raises(StoreUnavailable, match="is gone"):
        _ = Linkage(tmp_path / "quarantine").tracer
