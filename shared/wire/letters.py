"""Reads from the body of a dead letter whom and what it is about."""

from __future__ import annotations

from base64 import b64decode
from hashlib import blake2b
from typing import Any

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from shared.kernel.trace import trace_of

_decode = Decoder(Any).decode


class Told(Struct, frozen=True):
    """The subject of a letter; a field that the body does not tell is empty."""

    stream: str = ""
    position: int = 0
    player: str = ""
    trace: str = ""


def letter_id(place: str, name: str) -> str:
    """Return the id of a letter, made from where it was found: found twice, it has one id."""
    return blake2b(f"{place}/{name}".encode(), digest_size=16).hexdigest()


def told_by_message(body: bytes) -> Told:
    """Read a message of a queue."""
    found = _object(body)
    command = found.get("command")
    named = command if isinstance(command, dict) else {}
    stream = _text(found, "stream", "channel", "room")
    if not stream and (game := _text(found, "game")) and (room := _text(named, "room")):
        stream = f"{game}/{room}"
    return Told(stream, 0, _text(named, "username"), _trace(found, "command_id", "trace"))


def told_by_record(record: Any) -> Told:
    """Read a record of a stream: a commit of the log, or a fact of the economy."""
    try:
        change: Any = _decode(b64decode(record["kinesis"]["data"]))
        if "subject" in change:
            return Told(trace=_trace(change, "key", "trace", by="subject"))
        image = change["dynamodb"]["NewImage"]
        plain = {name: next(iter(value.values())) for name, value in image.items()}
        stream, position = str(plain["pk"]), int(plain["sk"])
    except (LookupError, TypeError, ValueError, AttributeError, StopIteration):
        return Told()
    player = stream.partition("/player/")[2]
    return Told(stream, position, player, _trace(plain, "command", "trace"))


def records_of(body: bytes) -> list[Any]:
    """Return the records in an object of the bucket of failed records.

    A consumer writes a record with its reason; Lambda writes the event of records it gave up on.
    """
    found = _object(body)
    if "record" in found:
        return [found["record"]]
    payload = _object(str(found.get("payload", "")).encode())
    records = payload.get("Records")
    return records if isinstance(records, list) else []


def reason_of(body: bytes) -> str:
    """Return the class of the error for which a record was set aside."""
    found = _object(body)
    context = found.get("requestContext")
    condition = _text(context, "condition") if isinstance(context, dict) else ""
    return _text(found, "reason").partition(":")[0] or condition


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = _decode(body)
    except (DecodeError, UnicodeDecodeError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(found: dict[str, Any], *names: str) -> str:
    for name in names:
        if isinstance(value := found.get(name), str):
            return value
    return ""


def _trace(found: dict[str, Any], command: str, client: str, *, by: str = "by") -> str:
    """Return the trace's id; the arguments name the fields from which it is derived."""
    sender, command_id = _text(found, by), _text(found, command)
    return trace_of(sender, command_id, _text(found, client)).id if sender and command_id else ""
