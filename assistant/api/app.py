"""The HTTP application: routes, pages, the door and the error handlers put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Tag

from assistant.api.audit import AuditLog
from assistant.api.auth import parse_tokens
from assistant.api.desk import Desk
from assistant.api.door import Door
from assistant.api.limits import FORM_OVERHEAD, JSON_BYTES, RateLimiter
from assistant.api.metrics import Metrics
from assistant.api.reading import StrictRequest
from assistant.api.routes import answers, chat, reviews
from assistant.api.routes.health import health_routes
from assistant.api.routes.holdings import holding_routes
from assistant.api.routes.mcp import mcp_routes
from assistant.api.routes.parts import visit_of
from assistant.api.stream import HEARTBEAT_SECONDS
from assistant.api.workers import Workers
from assistant.ports import Librarian
from assistant.service import Assistant
from assistant.settings import ApiSettings
from assistant.web.errors import respond_anywhere
from assistant.web.pages import page_routes
from assistant.web.schema_page import SchemaPage

VERSION = "1"


def create_app(
    assistant: Assistant,
    *,
    settings: ApiSettings,
    librarian: Librarian | None,
    readiness: Callable[[], Mapping[str, bool | str]],
    index_info: Callable[[], Mapping[str, object]],
    audit_dir: Path | None,
    on_shutdown: Callable[[], None],
) -> Litestar:
    """The application over one assistant.

    `librarian` None makes the routes that change the library answer 503. `readiness` is described in `health_routes`,
    `index_info` in `IndexCollector`. `audit_dir` None turns the audit log off. `on_shutdown` runs after the last request.
    Raises BadSettings when `settings.tokens` cannot be read.
    """
    metrics = Metrics(index_info)
    tokens = parse_tokens(settings.tokens)
    door = Door(tokens, RateLimiter(settings.rate_per_minute), metrics)
    workers = Workers()
    desk = Desk(assistant, librarian, workers, metrics, AuditLog(audit_dir) if audit_dir else None)

    def shut() -> None:
        workers.close()
        on_shutdown()

    mcp_handlers, mcp_lifespan = mcp_routes(desk)
    max_bytes = int(settings.max_upload_mb * 1024 * 1024) + FORM_OVERHEAD
    config = AppConfig(
        route_handlers=[
            *answers.HANDLERS,
            *chat.HANDLERS,
            *mcp_handlers,
            *holding_routes(max_bytes),
            *reviews.HANDLERS,
            *health_routes(readiness, metrics),
            *page_routes(),
        ],
        dependencies={
            "desk": Provide(lambda: desk, sync_to_thread=False),
            "visit": Provide(visit_of, sync_to_thread=False),
        },
        middleware=[door.middleware],
        before_send=[door.finish],
        exception_handlers={Exception: respond_anywhere},
        request_class=StrictRequest,
        request_max_body_size=JSON_BYTES,
        multipart_form_part_limit=50,
        openapi_config=_openapi(bool(tokens)),
        lifespan=[mcp_lifespan],
        on_shutdown=[shut],
        state=State({"heartbeat_s": HEARTBEAT_SECONDS}),
        debug=False,
        logging_config=None,
    )
    return Litestar.from_config(config)


def _openapi(with_tokens: bool) -> OpenAPIConfig:
    components: dict[str, Any] = {}
    if with_tokens:
        components["security_schemes"] = {"token": SecurityScheme(type="http", scheme="bearer", description="A token of this service.")}
    return OpenAPIConfig(
        title="Safeguarding assistant",
        version=VERSION,
        description=(
            "Answers questions about UK safeguarding guidance with quotes that can be checked, and never about identifiable people. "
            "Every decided reply is HTTP 200 with an `outcome`; every error is an RFC 9457 problem with a stable `type`."
        ),
        path="/schema",
        use_handler_docstrings=True,
        create_examples=False,
        components=Components(**components),
        security=[{"token": []}] if with_tokens else None,
        tags=[
            Tag("Answers", "What carries a user's words: never stored, never logged, guarded first."),
            Tag("Library", "What is held."),
            Tag("Reviews", "The quarantine for local documents."),
            Tag("Health", "For whoever runs the service."),
        ],
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"]), SchemaPage(path="/docs")],
    )
