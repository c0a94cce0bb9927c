"""The `assistant` command: ask, search, cases, check-quote, serve."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from assistant.command import report_errors
from assistant.errors import BadInput
from assistant.types import Filters, Kind, Nation

as_json = click.option("--json", "json_", is_flag=True, help="Print the wire object as JSON.")


def _filters(command: Any) -> Any:
    for option in (
        click.option("--nation", type=click.Choice([nation.value for nation in Nation]), help="Only what holds in this nation."),
        click.option("--as-at", help="The text that applied on this day, such as 2024-06-30."),
        click.option(
            "--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in Kind]), help="Only this kind; may be repeated."
        ),
        click.option("--theme", "themes", multiple=True, help="Only this theme; may be repeated."),
        click.option("--include-superseded", is_flag=True, help="Search old editions too."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Ask what safeguarding guidance says. If someone is in immediate danger, call 999."""


@main.command()
@click.argument("question")
@_filters
@as_json
def ask(question: str, json_: bool, **filters: Any) -> None:
    """Answer QUESTION with quotes that can be checked."""
    from assistant import render

    with report_errors(json_), _door() as door:
        reply = door.ask(question, _read_filters(**filters))
        click.echo(json.dumps(reply, ensure_ascii=False) if json_ else render.reply(reply))


@main.command()
@click.argument("query")
@click.option("--limit", default=8, show_default=True, type=click.IntRange(1, 50))
@click.option("--explain", is_flag=True, help="Show every leg's rank and score.")
@_filters
@as_json
def search(query: str, limit: int, explain: bool, json_: bool, **filters: Any) -> None:
    """Passages ranked for QUERY, with the reason for their rank."""
    from assistant import render

    with report_errors(json_), _door() as door:
        found = door.search(query, limit, _read_filters(**filters))
        click.echo(json.dumps(found, ensure_ascii=False) if json_ else render.search(found, explain=explain))


@main.command()
@click.argument("query", required=False)
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 50))
@click.option("--theme", "themes", multiple=True, help="Only this theme; may be repeated.")
@click.option("--agency", "agencies", multiple=True, help="Only this agency; may be repeated.")
@click.option("--age-band", "age_bands", multiple=True, help="Only this age band; may be repeated.")
@click.option("--summarise", is_flag=True, help="Add verified statements for training on each lesson.")
@as_json
def cases(
    query: str | None,
    limit: int,
    themes: tuple[str, ...],
    agencies: tuple[str, ...],
    age_bands: tuple[str, ...],
    summarise: bool,
    json_: bool,
) -> None:
    """Anonymised lessons on QUERY or a theme, for training."""
    from assistant import render

    with report_errors(json_), _door() as door:
        found = door.cases(query, limit, Filters(themes=themes, agencies=agencies, age_bands=age_bands), summarise=summarise)
        click.echo(json.dumps(found, ensure_ascii=False) if json_ else render.cases(found))


@main.command("check-quote")
@click.argument("quote")
@click.option("--document", "document_id", help="Look in this document only.")
@as_json
def check_quote(quote: str, document_id: str | None, json_: bool) -> None:
    """Say whether QUOTE stands word for word in the library, and where. Exit code 1 when it does not."""
    from assistant import render

    with report_errors(json_), _door() as door:
        checked = door.check_quote(quote, document_id)
        click.echo(json.dumps(checked, ensure_ascii=False) if json_ else render.quote_check(checked))
        if not checked.get("verified"):
            raise SystemExit(1)


@main.command()
def mcp() -> None:
    """Serve the Model Context Protocol on standard input and output, for chat front ends on this machine."""
    from assistant.mcp.stdio import run_stdio
    from assistant.settings import load_settings

    with report_errors():
        run_stdio(load_settings())


@main.command()
@click.option("--host", help="Default: the setting api.host.")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: the setting api.port.")
def serve(host: str | None, port: int | None) -> None:
    """Serve the HTTP API and the page."""
    from assistant.server import run_server

    with report_errors():
        run_server(host, port)


def _read_filters(
    nation: str | None = None,
    as_at: str | None = None,
    kinds: tuple[str, ...] = (),
    themes: tuple[str, ...] = (),
    include_superseded: bool = False,
) -> Filters:
    try:
        day = date.fromisoformat(as_at) if as_at else None
    except ValueError:
        raise BadInput("--as-at must be a date such as 2024-06-30.") from None
    return Filters(
        nation=Nation(nation) if nation else None,
        kinds=tuple(Kind(kind) for kind in kinds),
        themes=themes,
        as_at=day,
        include_superseded=include_superseded,
    )


@contextmanager
def _door() -> Iterator[Any]:
    from assistant.door import open_door
    from assistant.settings import load_settings

    with open_door(load_settings()) as door:
        yield door


if __name__ == "__main__":
    main()
