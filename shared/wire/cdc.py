"""Reads the records of the stream that carries commits: table changes, and what owners ship."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from shared.kernel.facts import Commit
from shared.wire.stored import Codec, UnknownFact

if TYPE_CHECKING:  # most records are changes of the log
    from shared.wire.shipped import ShippedCodec


class NotACommit(Exception):  # noqa: N818 - a fact: the record will never be one
    """The record is no new commit of the log."""


class Images(Struct, frozen=True, rename="pascal"):
    new_image: dict[str, Any] = {}


class Identity(Struct, frozen=True, rename="camel"):
    principal_id: str = ""


class Change(Struct, frozen=True, rename="camel"):
    """A record. A table change has an event and images, a shipped record has commits.

    Only if DynamoDB itself removes an expired item does `user_identity` name it.
    """

    event_name: str = ""
    dynamodb: Images = Images()
    user_identity: Identity | None = None
    alphabet: bytes = b""
    commits: bytes = b""


EXPIRY = Identity("dynamodb.amazonaws.com")
"""The identity under which DynamoDB removes expired items."""

_DECODER = Decoder(Change)


def decode_commits(codec: Codec, shipped: Callable[[], ShippedCodec], data: bytes) -> list[Commit]:
    """Return the commits that were written; raise NotACommit for anything else.

    Commits are immutable, so a change or a removal of an item raises NotACommit too; an expired
    item yields nothing. `shipped` returns the codec for records of a journal's owner.
    """
    try:
        record = _DECODER.decode(data)
        if record.commits:
            return shipped().decode(record.alphabet, record.commits)
        if record.event_name == "REMOVE" and record.user_identity == EXPIRY:
            return []
        if record.event_name != "INSERT":
            raise NotACommit(f"the log was changed: {record.event_name}")
        return [codec.decode(record.dynamodb.new_image)]
    except (DecodeError, UnknownFact, LookupError, TypeError, ValueError) as error:
        raise NotACommit(f"{type(error).__name__}: {error}") from error
