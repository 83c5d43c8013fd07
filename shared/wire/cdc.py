"""Records of the stream that carries commits: changes of the log's table, and what owners ship."""

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
    """A change has an event and images, what was shipped has commits.

    Of what DynamoDB itself removes, as it has expired, it is the one whose identity is told.
    """

    event_name: str = ""
    dynamodb: Images = Images()
    user_identity: Identity | None = None
    alphabet: bytes = b""
    commits: bytes = b""


EXPIRY = Identity("dynamodb.amazonaws.com")
"""Who removes what has expired."""

_DECODER = Decoder(Change)


def decode_commits(codec: Codec, shipped: Callable[[], ShippedCodec], data: bytes) -> list[Commit]:
    """Return the commits that were written; raise NotACommit for anything else.

    The log is never changed, so a change or a removal of an item is not a commit either; of one
    that has expired there is nothing to be said. `shipped` returns what reads records of a
    journal's owner.
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
