"""What players may ask of the matchmaker: one codec for HTTP and for sockets."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from shared.kernel.players import MAX_NAME

MOST_PARTY = 8
MOST_SECONDS = 86_400

type Name = Annotated[str, Meta(min_length=1, max_length=MAX_NAME, description="a username")]
type Queue = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$(?!\n)")]
type Region = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}$(?!\n)")]
type OfferId = Annotated[str, Meta(pattern=r"^[0-9a-f]{1,64}$(?!\n)")]


class _Wish(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do", tag=str.lower):
    pass


class Join(_Wish, frozen=True):
    """Wait in a queue for a match. Repeat it every five seconds until there is a room.

    A party waits once all its members sent the same. `waited_seconds` is the time already
    waited, in case the server has lost it.
    """

    queue: Queue
    party: Annotated[tuple[Name, ...], Meta(max_length=MOST_PARTY)] = ()
    region: Region = "any"
    waited_seconds: Annotated[int, Meta(ge=0, le=MOST_SECONDS)] = 0


class Accept(_Wish, frozen=True):
    """Accept an offered match."""

    offer: OfferId


class Decline(_Wish, frozen=True):
    """Decline an offered match."""

    offer: OfferId


class Leave(_Wish, frozen=True):
    """Stop waiting for a match."""


type WaitCommand = Join | Accept | Decline | Leave
