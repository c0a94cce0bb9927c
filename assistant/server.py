"""Run the HTTP server: one process, because the embedded index has one owner."""

from __future__ import annotations

import ipaddress
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from assistant.bootstrap import Parts, open_parts
from assistant.door import announce_server
from assistant.errors import BadSettings, Unavailable
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from litestar import Litestar


def run_server(host: str | None, port: int | None) -> None:
    """Serve until stopped. Raises BadSettings when it would be open to a network without tokens, Unavailable when the port is taken."""
    settings = load_settings()
    api = replace(settings.api, host=host or settings.api.host, port=port or settings.api.port)
    settings = replace(settings, api=api)
    if not api.tokens and not _loopback(api.host):
        raise BadSettings(
            f"Serving on {api.host} without tokens would let anyone on the network in. Set ASSISTANT__API__TOKENS=name:token."
        )
    with open_parts(settings) as parts:
        app = build_app(parts)
        with parts.warming():
            _serve(app, settings)


def build_app(parts: Parts) -> Litestar:
    """The HTTP application on these parts."""
    from assistant.api.app import create_app

    return create_app(
        parts.assistant,
        settings=parts.settings.api,
        librarian=parts.librarian,
        readiness=parts.readiness,
        index_info=parts.index_info,
        audit_dir=parts.settings.data_dir / "audit",
        on_shutdown=parts.close,
    )


def _serve(app: Litestar, settings: Settings) -> None:
    import uvicorn

    api = settings.api
    announced = announce_server(settings.data_dir, f"http://{'127.0.0.1' if api.host in ('0.0.0.0', '::') else api.host}:{api.port}")  # noqa: S104
    click.echo(f"Serving on http://{api.host}:{api.port} (stop with Ctrl+C)", err=True)
    # The access log would hold paths only, but paths are nobody's business either: metrics and the audit say what happened.
    config = uvicorn.Config(app, host=api.host, port=api.port, log_level="warning", access_log=False, server_header=False)
    try:
        uvicorn.Server(config).run()
    except SystemExit as stopped:
        if stopped.code not in (0, None):
            raise Unavailable(
                f"Port {api.port} on {api.host} cannot be used; another program may hold it. Choose one with --port."
            ) from None
    finally:
        announced.unlink(missing_ok=True)
        sys.stderr.flush()


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
