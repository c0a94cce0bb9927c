"""Drafts from any chat model that LangChain's `init_chat_model` knows, chosen by settings alone. The only file that imports LangChain.

What comes back is untrusted: `model_reply` turns it into a Draft or fails with a reason, and the verifier decides what is shown. A call
that takes too long is left behind, so that no model can hold a question beyond its budget. Endpoints differ in what they take: a
request that is turned down is put in the next plainer form, from a JSON schema down to text with JSON in it.
"""

from __future__ import annotations

import json
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from assistant.adapters.model_reply import SCHEMA, read_draft, text_of
from assistant.errors import BadSettings, DraftFailed
from assistant.ports import LabelledPassage
from assistant.prompt import load_prompt
from assistant.types import Draft, Question

if TYPE_CHECKING:
    from assistant.settings import GeneratorSettings

ANSWERING = "answer.v1.toml"
STATEMENTS = 4  # asked for; answer.max_statements limits what is shown
MAX_TOKENS = 2500  # of one reply: four statements with their quotes take about 400, notes on five lessons about 1,500
MAX_CALLS = 8  # at a time, calls left behind included
_NEEDS_KEY = ("openai", "anthropic", "azure_openai")
EXTRAS = {"openai": "openai", "azure_openai": "openai", "anthropic": "anthropic", "ollama": "ollama"}  # provider to extra of this package
_SCHEMA, _TOOL, _JSON, _TEXT = "json_schema", "function_calling", "json_mode", ""
# The forms of a request, strictest first: how structure is asked for, the temperature (None: the endpoint's own, for models that take
# no other), and whether the instructions stand in the user's message, for templates that know no system role.
_FORMS: tuple[tuple[str, float | None, bool], ...] = (
    (_SCHEMA, 0.0, False),
    (_SCHEMA, None, False),
    (_TOOL, None, False),
    (_JSON, None, False),
    (_TEXT, None, False),
    (_TEXT, None, True),
)
_WORTH_ANOTHER_TRY = frozenset({"timeout", "unreachable", "malformed"})
_UNSUPPORTED = frozenset({400, 404, 405, 415, 422, 501})  # statuses with which endpoints turn a form of request down
Result = TypeVar("Result")
log = logging.getLogger("assistant.generator")


class LangChainGenerator:
    """Implements `Generator`, and rewrites follow-ups. Raises BadSettings when the model cannot be set up or tracing is on.

    At most `statements` are asked for; with `brief` no more than there are likely stretches, which is how many an answer without a
    model would show: what a model adds to them makes an answer longer, seldom better.
    """

    def __init__(
        self, settings: GeneratorSettings, prompts: Path, statements: int = STATEMENTS, prompt: str = ANSWERING, *, brief: bool = False
    ) -> None:
        _refuse_tracing()
        self._settings, self._statements, self._brief = settings, statements, brief
        self._prompt, self._rewriting = load_prompt(prompts / prompt), load_prompt(prompts / "rewrite.v1.toml")
        self.model_id = settings.model
        self.prompt_id: str | None = f"{self._prompt.id}@{self._prompt.sha256[:12]}"
        self._models = {temperature: _open_model(settings, temperature) for temperature in (0.0, None)}
        self._form = 0  # the first of _FORMS that the endpoint has not turned down
        self._room = threading.BoundedSemaphore(MAX_CALLS)

    def draft(self, question: Question, passages: Sequence[LabelledPassage]) -> Draft:
        """The model's draft. Raises DraftFailed with the reason when there is none within the budget."""
        _refuse_tracing()
        likely = _likely(passages)
        limit = min(self._statements, len(likely)) if self._brief and likely else self._statements
        data = {"question": question.text, "likely": likely, "passages": [_as_data(item) for item in passages]}
        asked = json.dumps({name: value for name, value in data.items() if value or name != "likely"}, ensure_ascii=False)
        deadline = time.monotonic() + self._settings.budget_s
        failure = DraftFailed("unreachable")
        malformed = 0
        for _ in range(1 + self._settings.retries):
            try:
                reply = self._reply(asked, limit, malformed, deadline)
                return read_draft(reply, {item.label for item in passages})
            except DraftFailed as error:
                failure = error
            malformed += failure.reason == "malformed"
            if failure.reason not in _WORTH_ANOTHER_TRY or time.monotonic() >= deadline:
                break
        raise failure

    def rewrite(self, text: str, earlier: Sequence[str]) -> str | None:
        """The follow-up `text` as one question that stands alone, or None. What it says must still be checked."""
        asked = json.dumps({"earlier": list(earlier), "question": text}, ensure_ascii=False)
        messages = [("system", self._rewriting.render("system")), ("human", asked)]
        try:
            _refuse_tracing()
            said = text_of(self._within(self._settings.timeout_s, lambda: self._models[None].invoke(messages))).strip()
        except DraftFailed:
            return None
        return said if said and "\n" not in said else None

    def _reply(self, asked: str, limit: int, malformed: int, deadline: float) -> Any:
        """What the model said: a dictionary, or text. Forms that the endpoint turns down are not tried again once another has worked.

        After a malformed reply the next plainer form is tried: some endpoints take a schema and then do not keep to it.
        """
        for form in range(min(self._form + malformed, len(_FORMS) - 1), len(_FORMS)):
            method, temperature, merged = _FORMS[form]
            told = [self._prompt.render("system", limit=str(limit))]
            told += [] if method in (_SCHEMA, _TOOL) else [self._prompt.render("plain_json")]
            told += [self._prompt.render("repair")] if malformed else []
            system = "\n\n".join(told)
            messages = [("human", f"{system}\n\n{asked}")] if merged else [("system", system), ("human", asked)]
            model = self._models[temperature]
            try:
                reply = self._ask(_call(model, method, messages), deadline)
            except _TurnedDown:
                continue
            if not malformed:
                self._form = form
            return reply
        raise DraftFailed("rejected")

    def _ask(self, call: Callable[[], Any], deadline: float) -> Any:
        seconds = min(self._settings.timeout_s, deadline - time.monotonic())
        if seconds <= 0:
            raise DraftFailed("timeout")
        answer = self._within(seconds, call)
        raw = answer.get("raw") if isinstance(answer, dict) else answer
        metadata = getattr(raw, "response_metadata", None) or {}
        if (getattr(raw, "additional_kwargs", None) or {}).get("refusal") or metadata.get("finish_reason") == "content_filter":
            raise DraftFailed("refused")
        if (metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason")) in ("length", "max_tokens"):
            raise DraftFailed("looped")
        parsed = answer.get("parsed") if isinstance(answer, dict) else None
        return parsed if isinstance(parsed, dict) else text_of(raw)

    def _within(self, seconds: float, call: Callable[[], Result]) -> Result:
        """The result of `call` if it comes in time. A daemon thread does the waiting, because a client's own timeout is per read."""
        if not self._room.acquire(blocking=False):
            raise DraftFailed("busy")
        box: queue.Queue[tuple[Result | None, Exception | None]] = queue.Queue(1)

        def work() -> None:
            try:
                with _no_tracing():
                    box.put((call(), None))
            except Exception as error:  # noqa: BLE001 - every provider raises its own
                box.put((None, error))
            finally:
                self._room.release()

        threading.Thread(target=work, name="assistant-model", daemon=True).start()
        try:
            result, error = box.get(timeout=seconds)
        except queue.Empty:
            raise DraftFailed("timeout") from None
        if error is not None:
            raise _failure(error) from None
        return result  # type: ignore[return-value]  # only with an error is there none


class _TurnedDown(Exception):
    """The endpoint, or its LangChain class, does not take the request in this form."""


def _call(model: Any, method: str, messages: list[tuple[str, str]]) -> Callable[[], Any]:
    def structured() -> Any:
        try:
            asking = model.with_structured_output(SCHEMA, method=method, include_raw=True)
        except (NotImplementedError, TypeError, ValueError):
            raise _TurnedDown from None  # not every provider's class knows every method
        return asking.invoke(messages)

    return structured if method else lambda: model.invoke(messages)


def _as_data(item: LabelledPassage) -> dict[str, Any]:
    """A passage as a model sees it: nothing in it that it could copy as a title, an address or a page."""
    passage = item.passage
    return {
        "label": item.label,
        "heading": " > ".join(passage.heading_path),
        "nations": [nation.value for nation in passage.nations],
        "status": passage.status.value,
        "text": passage.text,
    }


def _likely(passages: Sequence[LabelledPassage]) -> list[dict[str, str]]:
    """The stretches that a search without a model would choose, best first, in the form in which a quote is given back."""
    ranked = sorted((rank, item.label, text) for item in passages for rank, text in item.likely)
    return [{"label": label, "quote": text} for _, label, text in ranked]


def _failure(error: Exception) -> Exception:
    """A provider's error as ours, by status and type name, because each provider has its own classes and messages hold user text."""
    if isinstance(error, DraftFailed | _TurnedDown):
        return error
    names = " ".join(kind.__name__ for kind in type(error).__mro__)
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    log.warning("model call failed: %s %s", type(error).__name__, status or "")
    if "Timeout" in names:
        return DraftFailed("timeout")
    if "Refusal" in names or "ContentFilter" in names:
        return DraftFailed("refused")
    if "LengthFinish" in names:
        return DraftFailed("looped")
    if status in _UNSUPPORTED or isinstance(error, NotImplementedError):
        return _TurnedDown()
    if status in (401, 403):
        return DraftFailed("rejected")
    if "JSON" in names or "Validation" in names or "OutputParser" in names:
        return DraftFailed("malformed")
    return DraftFailed("unreachable")


def _open_model(settings: GeneratorSettings, temperature: float | None) -> Any:
    """The chat model. Raises BadSettings naming what to set or install."""
    from langchain.chat_models import init_chat_model

    provider, _, name = settings.model.partition(":")
    if not name:
        raise BadSettings("ASSISTANT__GENERATOR__MODEL must be provider:model, such as openai:some-model.")
    if provider == "azure_openai" and not (settings.api_key and settings.base_url and settings.api_version):
        raise BadSettings("Azure needs ASSISTANT__GENERATOR__BASE_URL (the resource's endpoint), …__API_KEY and …__API_VERSION.")
    if provider in _NEEDS_KEY and not settings.api_key and not settings.base_url:
        raise BadSettings(
            "The generator needs ASSISTANT__GENERATOR__API_KEY, or ASSISTANT__GENERATOR__BASE_URL of an endpoint of your own."
        )
    options: dict[str, Any] = {"timeout": settings.timeout_s, "max_retries": 0, "max_tokens": MAX_TOKENS}
    if provider == "ollama":
        options = {"num_predict": MAX_TOKENS, "client_kwargs": {"timeout": settings.timeout_s}}
    if temperature is not None:
        options["temperature"] = temperature
    if provider == "azure_openai":
        options |= {"azure_endpoint": settings.base_url, "azure_deployment": name, "api_version": settings.api_version}
    elif settings.base_url:
        options["base_url"] = settings.base_url
        if provider == "openai" and _on_this_machine(settings.base_url):
            options["http_client"] = httpx.Client(timeout=settings.timeout_s, trust_env=False)  # no proxy stands before a loopback address
    if settings.api_key or provider in _NEEDS_KEY:
        options["api_key"] = settings.api_key or "none"  # an endpoint of one's own asks for none, but the client wants one
    try:
        return init_chat_model(name, model_provider=provider, **options)
    except ImportError as error:
        raise BadSettings(_missing(provider, (error.name or "").partition(".")[0])) from None
    except Exception as error:  # noqa: BLE001 - each provider refuses its settings with an error of its own
        raise BadSettings(
            f"The model set in ASSISTANT__GENERATOR__MODEL cannot be opened ({type(error).__name__}). Check provider, address and key."
        ) from None


def _on_this_machine(url: str) -> bool:
    return httpx.URL(url).host in ("localhost", "127.0.0.1", "::1")


def _missing(provider: str, package: str) -> str:
    """What to install where a provider's package is not there."""
    if extra := EXTRAS.get(provider):
        return f"The provider '{provider}' is not installed. Install it with: pip install 'safeguarding-assistant[{extra}]'"
    wanted = package.replace("_", "-") or f"langchain-{provider.replace('_', '-')}"
    return f"The provider '{provider}' is not installed. Install its LangChain package with: pip install {wanted}"


def _refuse_tracing() -> None:
    """Raises BadSettings while LangSmith would send questions and passages away, however it was switched on."""
    from langsmith.utils import get_env_var, tracing_is_enabled

    getattr(get_env_var, "cache_clear", lambda: None)()  # it remembers the first answer, and the switch may have been turned since
    if tracing_is_enabled():
        raise BadSettings(
            "LangSmith tracing is on: it would send questions and passages to an outside service. Turn it off and start again."
        )


def _no_tracing() -> Any:
    from langsmith.run_helpers import tracing_context

    return tracing_context(enabled=False)
