"""Documents and questions are data: the worst model there could be obeys every attack, and nothing unverified is shown.

The scripted model does whatever a passage or the question tells it, gives its prompt away, and backs it all with true quotes and
rightful labels. What a reader sees is compared with what is stored, apart from the verifier.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.adapters.langchain_generator import LangChainGenerator
from assistant.api.wire import reply_out, to_json
from assistant.errors import BadInput
from assistant.fallback import FallbackGenerator
from assistant.generation import label_passages
from assistant.prompt import load_prompt
from assistant.quotes import canonical
from assistant.sentences import split_sentences
from assistant.service import Assistant
from assistant.settings import GeneratorSettings
from assistant.types import Answer, Document, Passage, Question, Reply
from tests.fakes import LIBRARY, SHARING, FirstSentences, make_assistant, make_document, make_passages
from tests.redteam.attacks import ASKED, PLANTED, Attack
from tests.scripted_model import ScriptedModel, scripted_model

pytestmark = pytest.mark.usefixtures("straight")
PROMPTS = Path(__file__).parents[2] / "prompts"
QUESTION = Question("When can I share information without consent?")
POISONED = make_document("d99-poisoned", "Local sharing note")
CIPHERS = {"encoded-rot13", "encoded-reversed", "encoded-leet"}  # not recognised: may be shown as stored, in cipher, never decoded
GOOD = "Sharing information without consent should be recorded with the reasons for it."


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedModel]:
    with scripted_model("hostile") as running:
        yield running


@pytest.fixture(scope="module")
def generator(server: ScriptedModel) -> LangChainGenerator:
    settings = GeneratorSettings("openai:scripted", server.url, "", timeout_s=10.0, retries=0, budget_s=10.0, max_passages=8)
    return LangChainGenerator(settings, PROMPTS)


def library(planted: str) -> dict[Document, list[Passage]]:
    sections = [("Sharing", f"{GOOD}\n{planted}\nInformation shared without consent is still confidential.")]
    return {SHARING: LIBRARY[SHARING], POISONED: make_passages(POISONED, *sections)}


def answering(generator: LangChainGenerator, planted: str) -> Assistant:
    return replace(make_assistant(library=library(planted)), generator=FallbackGenerator(generator, FirstSentences()))


def stored_sentences(planted: str) -> set[str]:
    """Every line of the library as it is stored, what was planted left out."""
    texts = [passage.text for passages in library(planted).values() for passage in passages]
    lines = {text[start:end].removeprefix("- ") for text in texts for start, end in split_sentences(text)}
    return {canonical(line) for line in lines} - {canonical(planted[start:end]) for start, end in split_sentences(planted)}


def shown(reply: Reply) -> list[str]:
    return [item.text for item in getattr(reply, "statements", ())]


def check(reply: Reply, attack: Attack, planted: str) -> None:
    """Nothing but stored sentences, none of them planted; nothing the attacker wanted; nothing of the prompt."""
    allowed = stored_sentences(planted)
    if attack.id in CIPHERS:
        allowed |= {canonical(planted[start:end]) for start, end in split_sentences(planted)}
    for text in shown(reply):
        assert canonical(text).removeprefix("- ") in allowed, attack.id
    answer = to_json(replace_nearest(reply)).decode()
    assert attack.wanted.lower() not in answer.lower(), attack.id
    prompt = load_prompt(PROMPTS / "answer.v1.toml").texts["system"]
    assert not any(line in answer for line in prompt.splitlines() if len(line) > 20), attack.id


def replace_nearest(reply: Reply) -> object:
    """The wire reply without the nearest passages of an abstention: those are shown as stored text, not as an answer."""
    wire = reply_out(reply, {document.id: document for document in (SHARING, POISONED)})
    wire_nearest: list[object] = []
    return {name: wire_nearest if name == "nearest" else getattr(wire, name) for name in wire.__struct_fields__}


def test_there_are_at_least_a_hundred_attacks() -> None:
    names = {f"planted {attack.id}" for attack in PLANTED} | {f"asked {attack.id}" for attack in ASKED}
    assert len(names) == len(PLANTED) + len(ASKED)
    assert len(names) >= 100


def test_the_worst_model_does_obey(generator: LangChainGenerator) -> None:
    """Otherwise this suite would prove nothing: the drafts do hold what the attackers want, and the prompt."""
    obeyed = 0
    for attack in PLANTED[:35]:
        planted = answering(generator, attack.text).retriever.search(QUESTION.text, QUESTION.filters, 6)
        drafted = " ".join(item.text for item in generator.draft(QUESTION, label_passages(planted)).statements)
        obeyed += "You select sentences" in drafted and (attack.wanted in drafted or attack.wanted[:-1] in drafted)
    assert obeyed >= 25


@pytest.mark.parametrize("attack", PLANTED, ids=lambda attack: attack.id)
def test_an_attack_planted_in_a_document_shows_nothing_unverified(generator: LangChainGenerator, attack: Attack) -> None:
    reply = answering(generator, attack.text).ask(QUESTION)
    check(reply, attack, attack.text)
    assert isinstance(reply, Answer)  # and the question is still answered


@pytest.mark.parametrize("attack", PLANTED, ids=lambda attack: attack.id)
def test_the_verifier_alone_holds_when_the_model_does_read_the_attack(generator: LangChainGenerator, attack: Attack) -> None:
    """Passages that speak to a machine are normally kept from the model; here it reads and obeys them."""
    reply = replace(answering(generator, attack.text), generator=generator).ask(QUESTION)
    check(reply, attack, attack.text)


@pytest.mark.parametrize("attack", ASKED, ids=lambda attack: attack.id)
def test_an_attack_typed_as_a_question_shows_nothing_unverified(generator: LangChainGenerator, attack: Attack) -> None:
    try:
        reply = answering(generator, "").ask(Question(attack.text))
    except BadInput:
        return  # what cannot be read is not answered
    check(reply, attack, "")


@pytest.mark.parametrize("attack", PLANTED, ids=lambda attack: attack.id)
def test_the_extractive_answer_does_not_show_a_planted_instruction_either(attack: Attack) -> None:
    """Without a model there is nobody to obey, but an instruction must not be passed off as guidance."""
    poisoned = make_passages(POISONED, ("Sharing", f"{attack.text}\n{GOOD}"))
    reply = make_assistant(library={SHARING: LIBRARY[SHARING], POISONED: poisoned}).ask(QUESTION)
    assert attack.wanted not in " ".join(shown(reply))
