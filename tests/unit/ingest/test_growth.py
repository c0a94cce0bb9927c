"""A folder of any size is read in the memory of its largest document, and a long document in time that grows with its text."""

from __future__ import annotations

import gc
import time
import tracemalloc
from pathlib import Path

import pytest

from assistant.privacy.detector import Finding, PersonDetector, TextClass
from assistant.types import Document, Element, Kind, Nation, Policy, Status
from ingest.anonymise import anonymise
from ingest.linkage import Linkage
from ingest.quarantine import Quarantine
from ingest.records import Reports

SYLLABLES = ("ba", "ke", "lo", "mi", "nu", "ra", "se", "ti", "vo", "zu", "dar", "fen", "gol", "hes", "jun", "pel")


class Named(PersonDetector):
    """Takes every word that begins with a capital for a name, and doubts nothing."""

    engine_id = "named"

    def __init__(self) -> None:
        pass

    def find(self, text: str, text_class: TextClass, *, again: bool = False) -> tuple[Finding, ...]:
        starts, at = [], 0
        for word in text.split(" "):
            if word[:1].isupper():
                starts.append(Finding(at, at + len(word), "PERSON", "direct", 1.0, "test"))
            at += len(word) + 1
        return tuple(starts)

    def reading(self, text: str) -> None:
        return None

    def doubts(self, text: str) -> tuple[Finding, ...]:
        return ()


def name(number: int) -> str:
    out = ""
    while number or not out:
        number, rest = divmod(number, len(SYLLABLES))
        out += SYLLABLES[rest]
    return ("xo" + out).capitalize()


def elements(number: int, of: int, *, seed: int = 0) -> list[Element]:
    """Paragraphs of some 60 words in which people appear who appear nowhere else."""
    line = "{} told {} that the greenhouse was cold and that nobody had come to mend it before the winter began again . " * 3
    return [Element("d", "NarrativeText", line.format(*(name(seed + 6 * n + k) for k in range(6)))) for n in range(number)][:of]


def document(number: int = 0) -> Document:
    return Document(f"d{number}", "t", Kind.LESSON, (Nation.ENGLAND,), Status.CURRENT, Policy.LOCAL, str(number))


def seconds(number: int) -> float:
    parts = elements(number, number)
    start = time.process_time()
    anonymise(parts, document(), Named())
    return time.process_time() - start


@pytest.mark.slow
def test_a_document_four_times_as_long_takes_no_more_than_linear_time() -> None:
    """250 paragraphs against 1,000 (about 90 pages, 6,000 people): quadratic work would take sixteen times as long."""
    seconds(20)
    short, long = seconds(250), seconds(1000)
    assert long < 8 * short


@pytest.mark.slow
def test_one_paragraph_without_end_is_read_like_many() -> None:
    text = " ".join(e.text for e in elements(1000, 1000))
    start = time.process_time()
    anonymise([Element("d", "NarrativeText", text)], document(), Named())
    assert time.process_time() - start < 8 * seconds(250)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_number_of_documents(tmp_path: Path) -> None:
    """Half of the documents wait for review, all of them leave a report and traces; what Python holds afterwards stays the same."""
    linkage, quarantine, reports = Linkage(tmp_path / "q"), Quarantine(tmp_path / "q"), Reports(tmp_path / "r")

    def bring_in(first: int, last: int) -> None:
        for number in range(first, last):
            safe = anonymise(elements(30, 30, seed=number * 180), document(number), Named(), tracer=linkage.tracer)
            safe = linkage.judge(f"d{number}", safe)
            reports.write(document(number), safe, "named")
            linkage.record(f"d{number}", safe.traces)
            if number % 2:
                quarantine.hold(document(number), safe)

    bring_in(0, 20)
    tracemalloc.start()
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    bring_in(20, 80)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    waiting = quarantine.count()
    for _ in quarantine.each():
        pass
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert waiting == 40
    assert after - before < 500_000  # bytes; sixty documents of 9,000 characters are 540,000 characters
    assert peak < 20_000_000
