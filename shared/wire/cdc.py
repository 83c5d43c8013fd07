"""Change records of the log's table, as DynamoDB puts them into a Kinesis stream."""

from __future__ import annotations

from typing import Any

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from shared.kernel.facts import Commit
from shared.wire.stored import Codec, UnknownFact


class NotACommit(Exception):  # noqa: N818 - a fact: the record will never be one
    """The record is no new commit of the log."""


class Images(Struct, frozen=True, rename="pascal"):
    new_image: dict[str, Any] = {}


class Change(Struct, frozen=True, rename="camel"):
    event_name: str
    dynamodb: Images


_DECODER = Decoder(Change)


def decode_change(codec: Codec, data: bytes) -> Commit:
    """Return the commit that was written; raise NotACommit for anything else.

    The log is never changed, so a change or a removal of an item is not a commit either.
    """
    try:
        change = _DECODER.decode(data)
        if change.event_name != "INSERT":
            raise NotACommit(f"the log was changed: {change.event_name}")
        return codec.decode(change.dynamodb.new_image)
    except (DecodeError, UnknownFact, LookupError, TypeError, ValueError) as error:
        raise NotACommit(f"{type(error).__name__}: {error}") from error
