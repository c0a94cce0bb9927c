"""E-mail: the header lines a reader sees, then the message; attachments are named, not opened."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterable, Iterator, Mapping
from email.message import EmailMessage
from io import BytesIO

from assistant.errors import UnreadableFile
from ingest.readers.blocks import EMAIL_HEADER, HEADING, Block, Reading, clean, clean_metadata
from ingest.readers.decode import decode
from ingest.readers.plain import text_blocks

_SHOWN = ("From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Date", "Subject")
_KEPT = ("Message-ID", "In-Reply-To", "References", "X-Mailer", "Organization", "Return-Path", "Thread-Topic", "Delivered-To")
# Messages forwarded inside messages: deeper than this is no correspondence.
_MAX_DEPTH = 10


def read(data: bytes, outlook: bool = False) -> Reading:
    """Blocks of an .eml file, or of an Outlook .msg file. Raises UnreadableFile when it is no message."""
    message = _outlook(data) if outlook else email.message_from_bytes(data.lstrip(), policy=email.policy.default)
    if not any(message.get(name) for name in ("From", "To", "Subject", "Date", "Received", "Message-ID")):
        raise UnreadableFile("This is not an e-mail message: it has no header lines. Rename it to what it is.")
    headers = {name: _header(message, name) for name in (*_SHOWN, *_KEPT)}
    metadata = {name.lower().replace("-", "_"): value for name, value in headers.items()}
    metadata |= {"sender": headers["From"], "recipients": headers["To"]}
    attachments = (part.get_filename() or "" for part in message.walk() if part.get_content_disposition() == "attachment")
    metadata["attachments"] = "; ".join(name for name in attachments if name)
    return Reading(tuple(_message(message, 0)), clean_metadata(metadata), headers["Subject"] or None)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return clean("; ".join(str(value) for value in message.get_all(name, [])))
    except (ValueError, IndexError, AttributeError, LookupError):  # the standard library on malformed headers
        return clean("; ".join(str(value) for key, value in message.raw_items() if key.lower() == name.lower()))


def _message(message: EmailMessage, depth: int) -> Iterator[Block]:
    if depth > _MAX_DEPTH:
        raise UnreadableFile(f"The message holds others more than {_MAX_DEPTH} deep. Save the inner one on its own.")
    shown = [f"{name}: {value}" for name in _SHOWN if (value := _header(message, name))]
    if shown:
        yield Block(EMAIL_HEADER, "\n".join(shown))
    if subject := _header(message, "Subject"):
        yield Block(HEADING, subject, level=1)
    bodies = list(_bodies(message))
    for kind, text in bodies:
        if kind == "html":
            from ingest.readers.webpage import read_text

            yield from _under(read_text(text).blocks)
        else:
            yield from _under(text_blocks(text))
    for inner in _enclosed(message):
        yield from _message(inner, depth + 1)


def _enclosed(part: EmailMessage) -> Iterator[EmailMessage]:
    """The messages forwarded directly inside this one."""
    for inner in part.iter_parts() if part.is_multipart() else ():
        if inner.get_content_type() == "message/rfc822":
            payload = inner.get_payload()
            yield from (found for found in (payload if isinstance(payload, list) else ()) if isinstance(found, EmailMessage))
        elif isinstance(inner, EmailMessage):
            yield from _enclosed(inner)


def _under(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings of a body lie below the subject."""
    for block in blocks:
        yield Block(block.category, block.text, level=block.level + 1) if block.category == HEADING else block


def _bodies(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """(kind, text) of the parts that make the body: of alternatives the richest, of a series every one."""
    for part in _visible_parts(message):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes) and payload.strip():
            yield part.get_content_subtype(), decode(payload, part.get_content_charset())


def _visible_parts(part: EmailMessage) -> Iterator[EmailMessage]:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or kind == "message/rfc822":
        return
    if kind == "multipart/alternative":
        choices = [list(_visible_parts(choice)) for choice in part.iter_parts() if isinstance(choice, EmailMessage)]
        yield from next((choice for choice in reversed(choices) if any(_has_text(p) for p in choice)), [])
    elif part.is_multipart():
        for inner in part.iter_parts():
            if isinstance(inner, EmailMessage):
                yield from _visible_parts(inner)
    elif kind in ("text/plain", "text/html"):
        yield part


def _has_text(part: EmailMessage) -> bool:
    payload = part.get_payload(decode=True)
    return isinstance(payload, bytes) and bool(payload.strip())


def _outlook(data: bytes) -> EmailMessage:
    """The same message as an EmailMessage, so that one path reads both."""
    from oxmsg import Message

    found = Message.load(BytesIO(data))
    message = EmailMessage(policy=email.policy.default)
    headers: Mapping[str, str] = found.message_headers or {}
    for name in (*_SHOWN, *_KEPT):
        if value := next((v for k, v in headers.items() if k.lower() == name.lower()), None):
            message[name] = " ".join(value.split())
    people = ", ".join(f"{person.name} <{person.email_address}>" for person in found.recipients)
    for name, value in (("From", found.sender), ("To", people), ("Subject", found.subject), ("Date", str(found.sent_date or ""))):
        if value and name not in message:
            message[name] = " ".join(str(value).split())
    if found.html_body:
        message.set_content(found.html_body, subtype="html")
    else:
        message.set_content(found.body or "")
    for attachment in found.attachments:
        message.add_attachment(b" ", maintype="application", subtype="octet-stream", filename=attachment.file_name or "")
    return message
