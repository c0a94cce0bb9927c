"""The ingest journey: only what changed is read, one bad file stops nothing, what is gone leaves nothing, doubt goes to a person."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from assistant.errors import BadInput, ModelUnavailable, UnknownItem
from assistant.index import Index, found_index, open_index
from assistant.privacy.detector import Finding, PersonDetector, TextClass
from assistant.settings import Settings, load_settings
from assistant.types import Kind, Nation, Policy
from assistant.vectors import TextShape
from ingest.librarian import CorpusLibrarian
from ingest.pipeline import Scope
from tests.fakes import HashingEmbedder, MemoryStore, WordTerms

SHAPE = TextShape(12, 40)


class NoOne(PersonDetector):
    """Finds the word 'Casey' as a person, and nothing else."""

    engine_id = "no-one"

    def __init__(self) -> None:
        pass

    def reading(self, text: str) -> None:
        return None

    def doubts(self, text: str) -> tuple[Finding, ...]:
        return ()

    def find(self, text: str, text_class: TextClass, *, again: bool = False) -> tuple[Finding, ...]:
        start = text.find("Casey")
        return (Finding(start, start + 5, "PERSON", "direct", 1.0, "test"),) if start >= 0 else ()


@dataclass
class MemoryParts:
    """The parts an ingest needs, in memory."""

    settings: Settings
    store: MemoryStore
    refreshed: int = 0

    def open_index(self, sample: Sequence[str] | None = None) -> Index | None:
        opened = open_index(self.store, HashingEmbedder(), lambda _: WordTerms(), SHAPE)
        return opened or (found_index(self.store, HashingEmbedder(), lambda _: WordTerms(), SHAPE, sample) if sample else None)

    def refresh(self) -> None:
        self.refreshed += 1


@pytest.fixture
def parts(tmp_path: Path) -> MemoryParts:
    return MemoryParts(load_settings({"ASSISTANT__DATA_DIR": str(tmp_path / "var")}), MemoryStore())


@pytest.fixture
def librarian(parts: MemoryParts) -> CorpusLibrarian:
    made = CorpusLibrarian(parts)  # type: ignore[arg-type]
    made.__dict__["detector"] = NoOne()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "docs"
    made.mkdir()
    for name, text in (
        ("bruises", "A bruise on a baby who cannot crawl must be seen by a doctor the same day."),
        ("records", "Write down what was said."),
    ):
        (made / f"{name}.md").write_text(f"# About {name}\n\n## What to do\n\n{text}\n", encoding="utf-8")
    return made


def run(librarian: CorpusLibrarian, *paths: Path, **details: str) -> dict[str, int]:
    intake = librarian.run(librarian.scope(paths, None, {"policy": "published", **details}))
    return {
        name: getattr(intake, name)
        for name in ("created", "updated", "skipped", "quarantined", "failed", "erased")
        if getattr(intake, name)
    }


def test_a_second_run_reads_only_what_changed(librarian: CorpusLibrarian, parts: MemoryParts, folder: Path) -> None:
    assert run(librarian, folder) == {"created": 2}
    assert run(librarian, folder) == {"skipped": 2}
    (folder / "records.md").write_text("# About records\n\nWrite down the exact words.\n", encoding="utf-8")
    assert run(librarian, folder) == {"updated": 1, "skipped": 1}
    texts = [passage.text for passage in parts.store.passages()]
    assert "Write down the exact words." in texts
    assert not any("what was said" in text for text in texts)
    assert parts.refreshed == 3


def test_a_change_of_description_is_a_change(librarian: CorpusLibrarian, folder: Path) -> None:
    run(librarian, folder)
    assert run(librarian, folder, nations="wales") == {"updated": 2}


def test_a_file_that_is_gone_leaves_nothing_behind(librarian: CorpusLibrarian, parts: MemoryParts, folder: Path) -> None:
    run(librarian, folder)
    (folder / "records.md").unlink()
    assert run(librarian, folder) == {"skipped": 1, "erased": 1}
    assert len(parts.store.documents()) == 1


def test_bringing_in_one_folder_erases_nothing_of_another(
    librarian: CorpusLibrarian, parts: MemoryParts, folder: Path, tmp_path: Path
) -> None:
    run(librarian, folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "more.txt").write_text("More guidance on recording decisions.", encoding="utf-8")
    assert run(librarian, other) == {"created": 1}
    assert len(parts.store.documents()) == 3


def test_one_bad_file_is_reported_and_stops_nothing(librarian: CorpusLibrarian, folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    (folder / "empty.md").write_text("")
    intake = librarian.run(librarian.scope([folder], None, {"policy": "published"}))
    assert (intake.created, intake.failed) == (2, 2)
    assert len(intake.problems) == 2


def test_a_file_that_turns_bad_keeps_its_last_good_text(librarian: CorpusLibrarian, parts: MemoryParts, folder: Path) -> None:
    run(librarian, folder)
    (folder / "records.md").write_text("")
    assert run(librarian, folder) == {"skipped": 1, "failed": 1}
    assert len(parts.store.documents()) == 2


def test_a_missing_detector_stops_the_run_before_anything_is_indexed(
    parts: MemoryParts, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(**_: object) -> PersonDetector:
        raise ModelUnavailable("The name model is not installed.")

    monkeypatch.setattr("ingest.librarian.load_detector", missing)
    librarian = CorpusLibrarian(parts)  # type: ignore[arg-type]
    with pytest.raises(ModelUnavailable):
        run(librarian, folder)
    assert parts.store.documents() == {}


def test_a_detector_that_breaks_on_one_file_lets_that_file_in_nowhere(librarian: CorpusLibrarian, parts: MemoryParts, folder: Path) -> None:
    class Breaks(NoOne):
        def find(self, text: str, text_class: TextClass, *, again: bool = False) -> tuple[Finding, ...]:
            if "bruise" in text:
                raise RuntimeError(text)
            return super().find(text, text_class)

    librarian.__dict__["detector"] = Breaks()
    intake = librarian.run(librarian.scope([folder], None, {"policy": "published"}))
    assert intake.failed == 1
    assert "bruise" not in " ".join(intake.problems)
    assert len(parts.store.documents()) == 1


def test_files_without_a_manifest_are_local_and_their_names_appear_nowhere(librarian: CorpusLibrarian, tmp_path: Path) -> None:
    path = tmp_path / "casey-smith-debrief.md"
    path.write_text("# Debrief\n\nWhat we learned about recording.\n", encoding="utf-8")
    (entry,) = librarian.scope([path], None, {}).entries
    assert entry.document.policy is Policy.LOCAL
    assert entry.document.kind is Kind.PRACTICE
    assert entry.document.nations == tuple(Nation)
    assert "casey" not in entry.document.id
    assert "casey" not in entry.document.origin


@pytest.mark.parametrize(
    ("details", "says"),
    [
        ({"colour": "red"}, "Unknown fields: colour"),
        ({"policy": "secret"}, "'policy' is one of"),
        ({"kind": "gossip"}, "'kind' must be one of"),
        ({"nations": "france"}, "'nations' must be one of"),
        ({"published": "soon"}, "'published' must be a date"),
    ],
)
def test_wrong_details_are_named(librarian: CorpusLibrarian, folder: Path, details: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        librarian.scope([folder], None, details)


def test_a_path_that_is_not_there_and_a_folder_of_nothing_are_named(librarian: CorpusLibrarian, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file or folder"):
        librarian.scope([tmp_path / "none"], None, {})
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a.png").write_bytes(b"\x89PNG")
    with pytest.raises(BadInput, match="no file that can be read"):
        librarian.scope([tmp_path / "pictures"], None, {})


def test_a_link_out_of_the_folder_and_hidden_files_are_left_alone(librarian: CorpusLibrarian, folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.md"
    secret.write_text("# Secret\n\nNot to be read.\n", encoding="utf-8")
    (folder / "link.md").symlink_to(secret)
    (folder / ".hidden.md").write_text("# Hidden\n\nNot to be read.\n", encoding="utf-8")
    assert len(librarian.scope([folder], None, {}).entries) == 2


class TestQuarantine:
    """A document whose residual risk is above the bar waits for a person, in anonymised form only."""

    @pytest.fixture
    def held(self, librarian: CorpusLibrarian, parts: MemoryParts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        import ingest.anonymise
        from ingest import pipeline
        from ingest.risk import Risk, RiskReason

        real = ingest.anonymise.anonymise

        def risky(*arguments: object, **named: object) -> object:
            return replace(real(*arguments, **named), risk=Risk(2.0, 1.0, (RiskReason("unusual", 2.0, "", None, "a rare combination"),)))  # type: ignore[arg-type]

        monkeypatch.setattr(pipeline, "anonymise", risky)
        path = tmp_path / "lesson.md"
        path.write_text("# A lesson\n\n## What happened\n\nThe record was kept by one worker and read by nobody.\n", encoding="utf-8")
        assert run(librarian, path) == {"quarantined": 1}
        assert parts.store.count() == 0
        return path

    def test_it_waits_until_decided_and_is_counted_each_time(self, librarian: CorpusLibrarian, held: Path) -> None:
        assert run(librarian, held) == {"quarantined": 1}
        (item,) = librarian.reviews()
        assert item.reasons == ("unusual: a rare combination",)
        assert "read by nobody" in item.text

    def test_release_indexes_it_and_records_who_when_and_why(self, librarian: CorpusLibrarian, parts: MemoryParts, held: Path) -> None:
        (item,) = librarian.reviews()
        assert librarian.decide(item.id, "release", "A. Reviewer", "checked with the team").created == 1
        assert parts.store.count() == 1
        assert librarian.reviews() == []
        (line,) = librarian.quarantine.decisions()
        assert (line["decision"], line["reviewer"], line["reason"]) == ("release", "A. Reviewer", "checked with the team")
        assert line["decided_at"] < line["next_review"]
        assert run(librarian, held) == {"skipped": 1}

    def test_rejection_keeps_this_version_out_for_good(self, librarian: CorpusLibrarian, parts: MemoryParts, held: Path) -> None:
        (item,) = librarian.reviews()
        librarian.decide(item.id, "reject", "A. Reviewer", "too easy to recognise")
        assert run(librarian, held) == {"skipped": 1}
        assert parts.store.count() == 0
        held.write_text(held.read_text() + "\nMore text.\n")
        assert run(librarian, held) == {"quarantined": 1}

    def test_an_edit_is_indexed_instead_and_checked_again(self, librarian: CorpusLibrarian, parts: MemoryParts, held: Path) -> None:
        (item,) = librarian.reviews()
        with pytest.raises(BadInput, match="still holds something"):
            librarian.decide(item.id, "edit", "A. Reviewer", "shortened", "Casey kept the record.")
        librarian.decide(item.id, "edit", "A. Reviewer", "shortened", "One worker kept the record.")
        assert [passage.text for passage in parts.store.passages()] == ["One worker kept the record."]

    @pytest.mark.parametrize(
        ("decision", "reviewer", "reason", "says"),
        [
            ("approve", "A", "b", "one of: release"),
            ("release", " ", "b", "reviewer's name"),
            ("release", "A", "", "a reason"),
            ("edit", "A", "b", "edited text"),
        ],
    )
    def test_a_decision_must_be_complete(
        self, librarian: CorpusLibrarian, held: Path, decision: str, reviewer: str, reason: str, says: str
    ) -> None:
        (item,) = librarian.reviews()
        with pytest.raises(BadInput, match=says):
            librarian.decide(item.id, decision, reviewer, reason)
        assert librarian.reviews() == [item]

    def test_an_unknown_review_is_named(self, librarian: CorpusLibrarian) -> None:
        with pytest.raises(UnknownItem):
            librarian.decide("../../etc/passwd", "release", "A", "b")

    def test_a_new_version_that_must_wait_takes_the_old_one_out(self, librarian: CorpusLibrarian, parts: MemoryParts, held: Path) -> None:
        (item,) = librarian.reviews()
        librarian.decide(item.id, "release", "A", "b")
        held.write_text(held.read_text() + "\nA new paragraph.\n")
        assert run(librarian, held) == {"quarantined": 1}
        assert parts.store.count() == 0

    def test_the_report_holds_counts_and_versions_and_no_text(self, librarian: CorpusLibrarian, held: Path) -> None:
        (item,) = librarian.reviews()
        report = librarian.reports.read(item.document_id)
        assert report is not None
        assert report["decision"] == "quarantine"
        assert report["engine"] == "no-one"
        assert "nobody" not in str(report)

    def test_erasure_reaches_the_quarantine_the_report_and_the_decisions(self, librarian: CorpusLibrarian, held: Path) -> None:
        (item,) = librarian.reviews()
        librarian.decide(item.id, "reject", "A", "b")
        held.write_text(held.read_text() + "\nMore.\n")
        run(librarian, held)
        certificate = librarian.erase(item.document_id)
        assert certificate.removed == {"passages": 0, "quarantine": 2, "reports": 1, "links": 0, "maps": 0}
        assert set(certificate.remaining.values()) == {0}
        assert item.document_id not in str(librarian.quarantine.decisions())


def test_erasing_a_document_gives_a_certificate_and_a_second_time_says_it_is_not_there(
    librarian: CorpusLibrarian, parts: MemoryParts, folder: Path
) -> None:
    run(librarian, folder)
    name = next(iter(parts.store.documents()))
    certificate = librarian.erase(name)
    assert certificate.removed["passages"] == 1
    assert set(certificate.remaining.values()) == {0}
    with pytest.raises(UnknownItem):
        librarian.erase(name)


def test_an_uploaded_file_replaces_the_one_of_the_same_name(librarian: CorpusLibrarian, parts: MemoryParts, tmp_path: Path) -> None:
    for number, words in enumerate(("First text of the policy.", "Second text of the policy.")):
        place = tmp_path / str(number)
        place.mkdir()
        (place / "policy.txt").write_text(words, encoding="utf-8")
        librarian.add(place / "policy.txt", {"policy": "published"})
    assert [passage.text for passage in parts.store.passages()] == ["Second text of the policy."]


def test_a_dry_run_stores_nothing(librarian: CorpusLibrarian, parts: MemoryParts, folder: Path) -> None:
    result = librarian.check(folder / "records.md", {})
    assert result.elements
    assert parts.store.documents() == {}
    assert not (parts.settings.data_dir / "quarantine").exists()


class TestShippedRelease:
    """A corpus may ship a person's release, bound to the exact file."""

    @pytest.fixture
    def corpus(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        import ingest.anonymise
        from ingest import pipeline
        from ingest.risk import Risk

        real = ingest.anonymise.anonymise

        def risky(*arguments: object, **named: object) -> object:
            return replace(real(*arguments, **named), risk=Risk(2.0, 1.0, ()))  # type: ignore[arg-type]

        monkeypatch.setattr(pipeline, "anonymise", risky)
        (tmp_path / "lesson.md").write_text("# A lesson\n\nWhat we learned about recording.\n", encoding="utf-8")
        digest = hashlib.sha256((tmp_path / "lesson.md").read_bytes()).hexdigest()
        (tmp_path / "manifest.toml").write_text(
            '[[documents]]\nid = "lesson"\npath = "lesson.md"\ntitle = "A lesson"\nkind = "lesson"\n'
            f'release = {{ sha256 = "{digest}", reviewer = "The authors", reason = "fictional", on = 2026-11-22 }}\n',
            encoding="utf-8",
        )
        return tmp_path

    def test_it_lets_that_file_in_and_is_recorded(self, librarian: CorpusLibrarian, parts: MemoryParts, corpus: Path) -> None:
        assert librarian.run(librarian.scope([], corpus / "manifest.toml", {})).created == 1
        (line,) = librarian.quarantine.decisions()
        assert (line["decision"], line["reviewer"]) == ("release", "The authors")
        assert librarian.reviews() == []
        assert parts.store.count() == 1

    def test_it_lets_no_changed_file_in(self, librarian: CorpusLibrarian, parts: MemoryParts, corpus: Path) -> None:
        (corpus / "lesson.md").write_text("# A lesson\n\nWhat we learned, and more.\n", encoding="utf-8")
        assert librarian.run(librarian.scope([], corpus / "manifest.toml", {})).quarantined == 1
        assert parts.store.count() == 0


def test_a_change_of_what_people_ask_is_a_change_and_shows_nowhere(librarian: CorpusLibrarian, parts: MemoryParts, tmp_path: Path) -> None:
    """The lines beside a manifest are part of what its documents are indexed with, and never of what they say."""
    (tmp_path / "asked").mkdir()
    (tmp_path / "one.md").write_text("# About records\n\nWrite down what was said. <!-- D90.01 S1 -->\n", encoding="utf-8")
    (tmp_path / "manifest.toml").write_text('[[documents]]\nid = "one"\npath = "one.md"\ntitle = "About records"\n', encoding="utf-8")

    def scope() -> Scope:
        return librarian.scope([], tmp_path / "manifest.toml", {})

    assert librarian.run(scope()).created == 1
    assert librarian.run(scope()).skipped == 1
    (tmp_path / "asked" / "one.toml").write_text('[[fact]]\nid = "D90.01"\nasked = ["do i jot it all down"]\n', encoding="utf-8")
    assert librarian.run(scope()).updated == 1
    (passage,) = parts.store.passages()
    assert [item.line for item in passage.asked] == ["do i jot it all down"]
    assert "jot" not in passage.text
    assert librarian.run(scope()).skipped == 1


def test_a_library_that_keeps_maps_says_pseudonymised_and_erases_them(parts: MemoryParts, tmp_path: Path) -> None:
    key = tmp_path / "map.key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    environ = {"ASSISTANT__DATA_DIR": str(tmp_path / "var"), "ASSISTANT__ANONYMISER__MAP_KEY_FILE": str(key)}
    librarian = CorpusLibrarian(MemoryParts(load_settings(environ), parts.store))  # type: ignore[arg-type]
    librarian.__dict__["detector"] = NoOne()
    path = tmp_path / "lesson.md"
    path.write_text("# A lesson\n\nCasey kept the record.\n", encoding="utf-8")
    run(librarian, path, policy="local")
    (name,) = parts.store.documents()
    report = librarian.reports.read(name)
    assert report is not None
    assert report["standing"] == "pseudonymised"
    assert librarian.originals.read(name, "A. Reader", "a court order") == {"[PERSON 1]": ["Casey"]}
    assert librarian.erase(name).removed["maps"] == 1


def test_a_missing_map_key_stops_the_run_before_anything_is_read(parts: MemoryParts, folder: Path, tmp_path: Path) -> None:
    environ = {"ASSISTANT__DATA_DIR": str(tmp_path / "var"), "ASSISTANT__ANONYMISER__MAP_KEY_FILE": str(tmp_path / "none")}
    librarian = CorpusLibrarian(MemoryParts(load_settings(environ), parts.store))  # type: ignore[arg-type]
    librarian.__dict__["detector"] = NoOne()
    with pytest.raises(BadInput, match="key file"):
        run(librarian, folder)
    assert parts.store.documents() == {}


def test_the_report_of_a_local_document_says_what_survives_and_that_no_map_is_kept(
    librarian: CorpusLibrarian, parts: MemoryParts, tmp_path: Path
) -> None:
    path = tmp_path / "lesson.md"
    path.write_text("# A lesson\n\nCasey kept the record.\n", encoding="utf-8")
    run(librarian, path, policy="local")
    report = librarian.reports.read(next(iter(parts.store.documents())))
    assert report is not None
    assert report["standing"] == "anonymised"
    assert {"engine", "document_pass", "presidio_anonymizer"} <= report["versions"].keys()
    assert {"input_sha256", "counts", "risk", "decision", "reviewer", "next_review"} <= report.keys()
    assert "Casey" not in str(report)
