"""The LangChain adapter, over real HTTP against a scripted endpoint: what it accepts, what it refuses, and how long it waits."""

from __future__ import annotations

import json
import re
import sys
import threading
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.langchain_generator import EXTRAS, MAX_CALLS, LangChainGenerator
from assistant.adapters.model_reply import read_draft
from assistant.errors import BadSettings, DraftFailed
from assistant.ports import LabelledPassage
from assistant.quotes import find_quote
from assistant.settings import GeneratorSettings
from assistant.types import Question
from tests.fakes import LIBRARY, SHARING
from tests.scripted_model import ScriptedModel, form_of

pytestmark = pytest.mark.usefixtures("straight")
PROMPTS = Path(__file__).parents[2] / "prompts"
ASKED = Question("When can I share information without consent?")
SHOWN = [LabelledPassage(f"P{rank}", passage) for rank, passage in enumerate(LIBRARY[SHARING], 1)]
SETTINGS = GeneratorSettings("openai:scripted", "", "", timeout_s=5.0, retries=1, budget_s=8.0, max_passages=8)


def generator(server: ScriptedModel, mode: str, **changes: float) -> LangChainGenerator:
    server.mode, server.requests = mode, []
    return LangChainGenerator(replace(SETTINGS, base_url=server.url, **changes), PROMPTS)  # type: ignore[arg-type]


def test_an_honest_model_gives_a_draft_of_quotes_that_stand_in_their_passages(server: ScriptedModel) -> None:
    draft = generator(server, "good").draft(ASKED, SHOWN)
    texts = {item.label: item.passage.text for item in SHOWN}
    assert draft.statements
    assert all(find_quote(texts[quote.label], quote.quote) for item in draft.statements for quote in item.quotes)


def test_passages_go_out_as_labelled_data_without_titles_addresses_or_pages(server: ScriptedModel) -> None:
    generator(server, "good").draft(ASKED, SHOWN)
    sent = server.requests[0]
    data = json.loads(sent["messages"][1]["content"])
    assert [item["label"] for item in data["passages"]] == ["P1", "P2", "P3"]
    assert set(data["passages"][0]) == {"label", "heading", "nations", "status", "text"}
    assert "gov.uk" not in json.dumps(sent)
    assert sent["response_format"]["type"] == "json_schema"


def test_the_prompt_is_named_by_file_and_hash(server: ScriptedModel) -> None:
    name = generator(server, "good").prompt_id
    assert name is not None
    assert name.startswith("answer.v1@")
    assert len(name) == len("answer.v1@") + 12


@pytest.mark.parametrize(
    ("mode", "reason"),
    [
        ("broken", "malformed"),
        ("cut", "unreachable"),
        ("refusing", "refused"),
        ("refusing_field", "refused"),
        ("looping", "looped"),
        ("repeating", "looped"),
        ("labels", "invented_labels"),
        ("error", "unreachable"),
        ("overloaded", "unreachable"),
        ("denied", "rejected"),
    ],
)
def test_every_kind_of_failure_has_its_reason(server: ScriptedModel, mode: str, reason: str) -> None:
    with pytest.raises(DraftFailed) as failed:
        generator(server, mode).draft(ASKED, SHOWN)
    assert failed.value.reason == reason
    assert "consent" not in str(failed.value)


def test_what_may_pass_is_tried_again_and_what_will_not_is_not(server: ScriptedModel) -> None:
    for mode, calls in (("broken", 2), ("error", 2), ("refusing", 1), ("labels", 1)):
        with pytest.raises(DraftFailed):
            generator(server, mode).draft(ASKED, SHOWN)
        assert len(server.requests) == calls, mode


@pytest.mark.parametrize("mode", ["slow", "drip"])
def test_a_slow_model_is_left_behind_when_the_budget_is_spent(server: ScriptedModel, mode: str) -> None:
    """A dripping reply never trips a read timeout, so the budget is kept by the clock."""
    began = time.monotonic()
    with pytest.raises(DraftFailed) as failed:
        generator(server, mode, timeout_s=0.4, budget_s=0.7, retries=3).draft(ASKED, SHOWN)
    assert failed.value.reason == "timeout"
    assert time.monotonic() - began < 3.0


def test_an_unreachable_endpoint_is_a_failure_with_a_reason() -> None:
    unreachable = LangChainGenerator(replace(SETTINGS, base_url="http://127.0.0.1:9/v1", retries=0), PROMPTS)
    with pytest.raises(DraftFailed) as failed:
        unreachable.draft(ASKED, SHOWN)
    assert failed.value.reason == "unreachable"


@pytest.mark.parametrize(
    ("mode", "forms"),
    [
        ("good", ["json_schema"]),
        ("no_temperature", ["json_schema", "json_schema"]),
        ("tools_only", ["json_schema", "json_schema", "tools"]),
        ("json_only", ["json_schema", "json_schema", "tools", "json_object"]),
        ("plain_only", ["json_schema", "json_schema", "tools", "json_object", "text"]),
        ("no_system", ["json_schema", "json_schema", "tools", "json_object", "text", "text"]),
    ],
)
def test_a_form_of_request_that_is_turned_down_gives_way_to_a_plainer_one_for_good(
    server: ScriptedModel, mode: str, forms: list[str]
) -> None:
    """Schema, then tool, then JSON mode, then plain text with JSON in it; what worked is what the next question begins with."""
    model = generator(server, mode)
    assert model.draft(ASKED, SHOWN).statements
    assert [form_of(body) for body in server.requests] == forms
    assert model.draft(ASKED, SHOWN).statements
    assert [form_of(body) for body in server.requests] == [*forms, forms[-1]]


def test_an_endpoint_that_takes_a_schema_and_does_not_keep_to_it_is_asked_in_a_plainer_form(server: ScriptedModel) -> None:
    assert generator(server, "prose_under_schema", retries=2).draft(ASKED, SHOWN).statements
    assert [form_of(body) for body in server.requests] == ["json_schema", "json_schema", "tools"]


def test_an_endpoint_that_turns_every_form_down_is_a_failure_and_nothing_is_learned_from_it(server: ScriptedModel) -> None:
    model = generator(server, "nothing")
    with pytest.raises(DraftFailed, match="rejected"):
        model.draft(ASKED, SHOWN)
    server.mode, server.requests = "good", []
    assert model.draft(ASKED, SHOWN).statements
    assert form_of(server.requests[0]) == "json_schema"


def test_the_likely_stretches_go_out_as_data_in_the_form_of_quotes(server: ScriptedModel) -> None:
    marked = [replace(SHOWN[0], likely=((2, "second best"),)), replace(SHOWN[1], likely=((1, "best"),))]
    generator(server, "good").draft(ASKED, marked)
    data = json.loads(server.requests[0]["messages"][1]["content"])
    assert data["likely"] == [{"label": "P2", "quote": "best"}, {"label": "P1", "quote": "second best"}]


def test_a_provider_that_is_not_installed_says_which_extra_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every extra named exists in pyproject.toml; a provider without one is told its LangChain package."""
    extras = tomllib.loads((PROMPTS.parent / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(EXTRAS.values()) <= extras.keys()
    for provider, said in (
        ("anthropic", "safeguarding-assistant[anthropic]"),
        ("ollama", "safeguarding-assistant[ollama]"),
        ("groq", "langchain-groq"),
    ):
        monkeypatch.setitem(sys.modules, f"langchain_{provider}", None)
        with pytest.raises(BadSettings, match=re.escape(said)):
            LangChainGenerator(replace(SETTINGS, model=f"{provider}:x", api_key="k"), PROMPTS)


def test_azure_needs_its_endpoint_key_and_version_and_opens_with_them() -> None:
    azure = replace(SETTINGS, model="azure_openai:deployed", base_url="https://example.invalid", api_key="k")
    with pytest.raises(BadSettings, match="API_VERSION"):
        LangChainGenerator(azure, PROMPTS)
    assert LangChainGenerator(replace(azure, api_version="2024-10-21"), PROMPTS).model_id == "azure_openai:deployed"


def test_retries_share_one_budget(server: ScriptedModel) -> None:
    """Ten retries of half a second each would take five seconds; the budget of one question ends them."""
    began = time.monotonic()
    with pytest.raises(DraftFailed):
        generator(server, "slow", timeout_s=0.4, budget_s=1.0, retries=10).draft(ASKED, SHOWN)
    assert time.monotonic() - began < 2.5
    assert len(server.requests) <= 3


def test_thoughts_and_fences_around_the_json_are_read_past(server: ScriptedModel) -> None:
    assert generator(server, "thinking").draft(ASKED, SHOWN).statements


def test_a_model_that_finds_nothing_gives_an_empty_draft(server: ScriptedModel) -> None:
    assert generator(server, "empty").draft(ASKED, SHOWN).statements == ()


def test_calls_left_behind_are_bounded(server: ScriptedModel) -> None:
    slow = generator(server, "drip", timeout_s=2.0, budget_s=0.05, retries=0)
    reasons: list[str] = []
    while "busy" not in reasons and len(reasons) < 10 * MAX_CALLS:  # on a crowded machine a budget may be spent before its call began
        with pytest.raises(DraftFailed) as failed:
            slow.draft(ASKED, SHOWN)
        reasons.append(failed.value.reason)
    assert set(reasons) == {"timeout", "busy"}
    assert sum(thread.name == "assistant-model" for thread in threading.enumerate()) <= MAX_CALLS + 4


@pytest.mark.parametrize("name", ["LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"])
def test_it_will_not_start_nor_draft_while_tracing_is_on(server: ScriptedModel, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    ready = generator(server, "good")
    monkeypatch.setenv(name, "true")
    with pytest.raises(BadSettings):
        LangChainGenerator(replace(SETTINGS, base_url=server.url), PROMPTS)
    with pytest.raises(BadSettings):
        ready.draft(ASKED, SHOWN)
    assert server.requests == []


def test_tracing_switched_on_in_the_program_is_seen_too(server: ScriptedModel) -> None:
    from langsmith.run_helpers import tracing_context

    ready = generator(server, "good")
    with tracing_context(enabled=True), pytest.raises(BadSettings):
        ready.draft(ASKED, SHOWN)


@pytest.mark.parametrize("model", ["openai", "openai:", "no-such-provider:x", "anthropic:x"])
def test_settings_that_cannot_work_say_so_at_once(model: str) -> None:
    """No key, no call: a hosted provider without a key or an address of one's own is refused before anything is sent."""
    with pytest.raises(BadSettings):
        LangChainGenerator(replace(SETTINGS, model=model), PROMPTS)


def test_a_follow_up_is_rewritten_on_one_line_or_not_at_all(server: ScriptedModel) -> None:
    assert (
        generator(server, "good").rewrite("what about volunteers?", ["Must staff report it?"])
        == "Must staff report it, what about volunteers?"
    )
    assert generator(server, "error").rewrite("what about volunteers?", ["Must staff report it?"]) is None


@pytest.mark.parametrize(
    "reply",
    [
        "[]",
        '{"statements": 1}',
        '{"statements": [1]}',
        '{"statements": [{"text": "a"}]}',
        '{"statements": [{"text": 1, "quotes": []}]}',
        '{"statements": [{"text": "a", "quotes": [1]}]}',
        '{"statements": [{"text": "a", "quotes": [{"label": "P1"}]}]}',
        '{"statements": ' + "[" * 50_000,
        "x" * 100_000,
        "",
    ],
)
def test_a_reply_in_another_shape_is_no_draft(reply: str) -> None:
    with pytest.raises(DraftFailed):
        read_draft(reply, {"P1"})
