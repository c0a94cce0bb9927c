"""What every command shares: errors as one clear line and the right exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from assistant.errors import AssistantError


@contextmanager
def report_errors(as_json: bool = False) -> Iterator[None]:
    """Print a failure as a line on stderr (and as JSON on stdout when that was asked for) and leave with its exit code.

    A failure nobody foresaw is named by its type alone, because its message may hold text of a document or a question.
    """
    try:
        yield
    except AssistantError as error:
        _leave(str(error), error.slug, error.exit_code, as_json)
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)
    except click.ClickException:
        raise
    except Exception as error:  # noqa: BLE001 - see above
        _leave(f"Something went wrong that this program did not expect ({type(error).__name__}).", "internal", 1, as_json)


def _leave(message: str, slug: str, code: int, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"error": slug, "detail": message}))
    click.echo(message, err=True)
    sys.exit(code)
