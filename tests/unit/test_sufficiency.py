"""Answer, or say why not: off topic, near miss, only in old text."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.calibration import (
    DEFAULT,
    META,
    Calibration,
    calibrate,
    pseudo_questions,
    read_calibration,
    stale,
    write_calibration,
)
from assistant.evidence import CLOSENESS, SIGNALS, EvidenceReader
from assistant.learned_weights import Figures, Learned, Weights
from assistant.lexicon import indexed_texts, survey
from assistant.ports import CrossEncoder
from assistant.prompt import load_prompt
from assistant.query import QueryReader
from assistant.retriever import Fusion, Retriever
from assistant.selection import Scorer
from assistant.sufficiency import BAR, READ, UNREAD, Sufficiency
from assistant.types import Asked, Document, Filters, Nation, Reason, Status
from tests.fakes import (
    CONTACTS,
    HashingEmbedder,
    MemoryStore,
    OverlapCrossEncoder,
    WordTerms,
    fill_store,
    make_document,
    make_encoder,
    make_passages,
)

TEXTS = load_prompt(Path(__file__).parents[2] / "prompts" / "abstentions.v1.toml")
SCALE = Calibration(dict.fromkeys(CLOSENESS, 0.0), dict.fromkeys(CLOSENESS, 0.5) | {"tokens": 0.7})
LEARNED = Learned(Weights({"dense": -4.0, "bm25": -2.5, "read": -1.0}, 1.75), Figures(0.91, 0.6, 0.04, 480), "overlap")
ADVICE = make_document("advice", "Information sharing advice")
OLD = make_document("old", "Prevent guidance 2015", status=Status.SUPERSEDED)


def library() -> dict[Document, list]:  # type: ignore[type-arg]
    return {
        ADVICE: make_passages(
            ADVICE,
            ("Consent", "Practitioners must share information without consent where a child is at risk of serious harm."),
            ("Plans", "Social workers visit children on protection plans and record every visit in the case file."),
        ),
        OLD: make_passages(OLD, ("Referral", "Prevent referrals went through the channel panel coordinator under the former guidance.")),
    }


class Judge:
    """A sufficiency over a small library, with everything it needs."""

    def __init__(self, cross_encoder: CrossEncoder | None = None) -> None:
        self.store = MemoryStore()
        held = library()
        if cross_encoder:
            held = {document: [replace(passage, asked=(Asked("what do we do", 0, 5),)) for passage in held[document]] for document in held}
        fill_store(self.store, make_encoder(), held)
        embedder, terms = HashingEmbedder(), WordTerms()
        self.lexicon = survey(indexed_texts(self.store, self.store.documents()), terms, embedder)
        reader = QueryReader(None, self.lexicon, self.store.documents)
        self.retriever = Retriever(self.store, make_encoder(), Fusion(50, 0.5, 0.5), reader)
        places = frozenset({"leeds", "new york"})
        self.evidence = EvidenceReader(
            reader,
            Scorer(embedder, terms, self.lexicon, cross_encoder=cross_encoder),
            terms,
            self.lexicon,
            self.store.documents,
            places.__contains__,
        )
        self.sufficiency = Sufficiency(TEXTS, CONTACTS, self.evidence, SCALE, self.retriever.search)

    def ask(self, text: str, filters: Filters | None = None):  # type: ignore[no-untyped-def]
        filters = filters or Filters()
        return self.sufficiency.judge(text, filters, self.retriever.search(text, filters, 8))

    def read(self, text: str) -> dict[str, float]:
        return self.evidence.read(text, Filters(), self.retriever.search(text, Filters(), 8))


@pytest.fixture(scope="module")
def judge() -> Judge:
    return Judge()


def test_what_the_library_says_is_answered(judge: Judge) -> None:
    assert judge.ask("share information without consent where a child is at risk of serious harm").abstention is None


def test_off_topic_shows_nothing_near(judge: Judge) -> None:
    abstention = judge.ask("lemon drizzle cake recipe").abstention
    assert abstention.reason is Reason.OUT_OF_SCOPE
    assert abstention.nearest == ()


def test_a_near_miss_lists_the_nearest_and_whom_to_ask(judge: Judge) -> None:
    abstention = judge.ask("how much does Leeds pay social workers who visit children on protection plans").abstention
    assert abstention.reason is Reason.NOT_FOUND
    assert abstention.nearest
    assert abstention.contacts
    assert "council" in abstention.message


def test_text_that_is_only_old_is_not_shown_as_an_answer(judge: Judge) -> None:
    text = "prevent referrals channel panel coordinator former guidance"
    strict = Calibration(dict.fromkeys(CLOSENESS, 0.0), dict.fromkeys(CLOSENESS, 1.2))
    sufficiency = Sufficiency(TEXTS, CONTACTS, judge.evidence, strict, judge.retriever.search)
    abstention = sufficiency.judge(text, Filters(), judge.retriever.search(text, Filters(), 8)).abstention
    assert abstention is not None
    assert "no longer current" in abstention.message
    assert {item.passage.status for item in abstention.nearest} == {Status.SUPERSEDED}


def test_the_decision_can_be_worked_out_from_the_trace(judge: Judge) -> None:
    signals = judge.ask("share information without consent").signals
    score = UNREAD.bias + sum(weight * signals[name] for name, weight in UNREAD.of.items())
    assert (score >= 0) == (signals["no_answer"] >= 0.5)
    assert 0 < BAR < 1


def test_what_a_cross_encoder_says_is_part_of_the_decision() -> None:
    judge = Judge(OverlapCrossEncoder())
    answered, missed = judge.ask("share information without consent").signals, judge.ask("how much is a lift to the market").signals
    assert answered["read"] > 0 > missed["read"]
    assert answered["no_answer"] < missed["no_answer"]
    score = READ.bias + sum(weight * answered[name] for name, weight in READ.of.items())
    assert (score >= 0) == (answered["no_answer"] >= 0.5)


def test_every_signal_is_named_and_each_way_of_searching_is_one() -> None:
    signals = Judge(OverlapCrossEncoder()).read("share information without consent")
    assert signals.keys() == SIGNALS
    assert all(signals[leg] > 0 for leg in ("dense", "units", "tokens", "bm25"))
    for shipped in (READ, UNREAD):
        assert shipped.of.keys() <= SIGNALS
        assert not {"dense", "units", "bm25"} & shipped.of.keys()


def test_learned_weights_decide_instead_of_the_shipped_ones(judge: Judge) -> None:
    text = "share information without consent where a child is at risk of serious harm"
    found = judge.retriever.search(text, Filters(), 8)
    for bias, abstains in ((-9.0, False), (9.0, True)):
        learned = Learned(Weights({"dense": -1.0}, bias), LEARNED.figures)
        sufficiency = Sufficiency(TEXTS, CONTACTS, judge.evidence, replace(SCALE, learned=learned))
        verdict = sufficiency.judge(text, Filters(), found)
        assert (verdict.abstention is not None) == abstains
        score = bias - verdict.signals["dense"]
        assert (score >= 0) == (verdict.signals["no_answer"] >= 0.5)


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("child protection visits in Leeds", "place"),
        ("what does New York say about consent", "place"),
        ("what does the German law say about consent", "place"),
        ("consent form for Harrowdale council", "place"),
        ("who visited children last Tuesday", "moment"),
        ("what share of plans ended in 2027", "year"),
        ("how much does a visit cost", "kind"),
        ("phone number for the case file team", "kind"),
        ("how many visits do social workers make", "kind"),
    ],
)
def test_mismatches_are_seen(judge: Judge, text: str, signal: str) -> None:
    assert judge.read(text)[signal] == 1.0


@pytest.mark.parametrize("text", ["share information without consent", "Leeds", "do social workers record every visit"])
def test_ordinary_questions_hold_no_mismatch(judge: Judge, text: str) -> None:
    signals = judge.read(text)
    assert [name for name in ("place", "moment", "year", "kind", "named") if signals[name]] == []


def test_another_nation_is_named_on_the_way_out(judge: Judge) -> None:
    found = judge.retriever.search("share information without consent", Filters(), 3)
    abstention = judge.sufficiency.unanswered(Filters(nation=Nation.WALES), found)
    assert abstention.reason is Reason.INSUFFICIENT_EVIDENCE
    assert "is about England, not Wales" in abstention.notices[0].text


class TestCalibration:
    """The corpus's own scale, stored with its index."""

    def test_pseudo_questions_are_made_of_the_corpus(self, judge: Judge) -> None:
        asked = pseudo_questions(judge.store, WordTerms())
        assert asked
        assert all(len(question.split()) >= 4 for question in asked)

    def test_everyday_questions_lie_below_the_corpus_own(self, judge: Judge) -> None:
        made = calibrate(judge.store, judge.retriever, judge.evidence, WordTerms())
        text = ("tokens", "stretch", "cover")
        assert all(made.low[name] < made.high[name] for name in text)
        assert made.high["lines"] == 0.0  # nothing is written down beside these passages

    def test_it_is_stored_with_the_index_until_the_corpus_changes(self) -> None:
        fresh = Judge()
        assert read_calibration(fresh.store) == DEFAULT
        assert stale(fresh.store)
        write_calibration(fresh.store, SCALE, fresh.lexicon)
        assert read_calibration(fresh.store) == SCALE
        assert not stale(fresh.store)
        fresh.store.erase(ADVICE.id)
        assert stale(fresh.store)

    def test_learned_weights_are_stored_beside_it(self) -> None:
        fresh = Judge()
        write_calibration(fresh.store, replace(SCALE, learned=LEARNED), fresh.lexicon)
        assert read_calibration(fresh.store) == replace(SCALE, learned=LEARNED)
        assert fresh.store.read_meta() == json.loads(json.dumps(fresh.store.read_meta()))
        write_calibration(fresh.store, SCALE, fresh.lexicon)
        assert read_calibration(fresh.store).learned is None

    def test_an_index_from_before_learned_weights_is_read_as_ever(self) -> None:
        fresh = Judge()
        old = dict.fromkeys(("tokens", "stretch", "heading", "cover", "lines"), 0.25)
        fresh.store.write_meta({META: {"low": old, "high": old, "documents": {}, "of": ""}})
        made = read_calibration(fresh.store)
        assert made.learned is None
        assert (made.low["tokens"], made.low["bm25"]) == (0.25, DEFAULT.low["bm25"])

    def test_weights_hold_for_the_signals_they_were_learned_from(self) -> None:
        made = replace(SCALE, learned=LEARNED)
        assert made.read_by("overlap") == made
        assert made.read_by("").learned is None
        gone = replace(LEARNED, weights=Weights({"no longer read": 1.0}, 0.0))
        assert replace(SCALE, learned=gone).read_by("overlap").learned is None


def test_a_search_that_settles_on_nothing_speaks_against_an_answer(judge: Judge) -> None:
    """Four ways of searching that each put another passage first, in as many documents, have found the subject and not the answer."""
    one, *others = judge.retriever.search("share information without consent visits record", Filters(), 8)
    agreed = {name: replace(leg, score=1.0) for name, leg in one.legs.items()}
    held = [replace(item, legs={name: replace(leg, score=0.0) for name, leg in item.legs.items()}) for item in others]
    assert judge.evidence.read("consent", Filters(), [replace(one, legs=agreed), *held])["apart"] == 0.0
    split = dict(agreed) | {"bm25": replace(one.legs["bm25"], score=-1.0)}
    assert judge.evidence.read("consent", Filters(), [replace(one, legs=split), *held])["apart"] > 0.0
    assert judge.evidence.read("consent", Filters(), [one])["spread"] == 0.0
