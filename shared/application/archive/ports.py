"""What the player archive needs from the world: headers and rows, and objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.application import ports
from shared.archive.snapshot import Sections
from shared.archive.tiers import Header, Policy, Stored


class Reading(Struct, frozen=True):
    """All that a player has at one moment; `digest` is of what is the player's alone.

    `obstacle` says why it can't be archived now: `open_listing` or `open_hold`.
    """

    sections: Sections
    digest: str
    obstacle: str = ""


class Leaving(Struct, frozen=True):
    """A player whose object is whole: of which header, and of which rows by their digest."""

    player: str
    version: int
    digest: str
    object: Stored


class Kept(Struct, frozen=True):
    """An object as its store knows it; `sha256` is what the store itself has computed."""

    etag: str
    sha256: str


class TierCount(Struct, frozen=True):
    """Players of a tier, and the bytes of their objects."""

    tier: str
    players: int
    bytes: int


class PlayerStore(Protocol):
    """Headers and rows of players; each method may raise Unavailable."""

    def enter(self, player: str, due: datetime, now: datetime) -> Header:
        """Return the header, a hot one for a player who is new."""

    def find(self, player: str) -> Header | None:
        """Return the header of a player."""

    def due(self, now: datetime, limit: int) -> Sequence[Header]:
        """Return headers whose hour has come, in order of hour and player."""

    def advance(self, moves: Iterable[tuple[Header, Header]]) -> set[str]:
        """Write headers in place of those that they were made from; return whose were written.

        A header that is another one by now stays as it is.
        """

    def read(self, headers: Sequence[Header]) -> Mapping[str, Reading]:
        """Return all that each of the players has, as of one moment."""

    def freeze(self, leaving: Sequence[Leaving]) -> Mapping[str, str]:
        """Take the rows away of those whose rows are as they were read, in one transaction.

        Return of each `archived`, or why it stays as it is: `moved` for a header that is another by
        now, `changed`, or the obstacle.
        """

    def thaw(self, player: str, sections: Sections, due: datetime, now: datetime) -> str:
        """Put all rows back and be hot; who comes second finds the player hot.

        Return the tier, or `moved`. Raise CommandRefused, with nothing changed, where what was put
        back is not what was given.
        """

    def delete(self, header: Header, sha256: str, by: str, now: datetime) -> str:
        """Remove all rows and note the proof; return `deleted`, `moved` or the obstacle."""

    def counts(self) -> Sequence[TierCount]:
        """Return how many players each tier has."""

    def last_seen(self, step: int) -> Sequence[tuple[int, int]]:
        """Return how many players, hot and warm, were seen so many days ago, from a sample.

        One in `step` is looked at.
        """


class Objects(Protocol):
    """Objects by player; each method may raise Unavailable."""

    def put(self, player: str, body: bytes, replaces: str) -> Kept | None:
        """Store an object in place of the one with that ETag, of none if it is empty.

        Return what was stored, or None, with nothing stored, if another object is there.
        """

    def head(self, player: str) -> Kept | None:
        """Return the object as the store knows it; None for no object."""

    def get(self, player: str) -> bytes | None:
        """Return the object."""

    def remove(self, player: str) -> None:
        """Remove the object in all its versions; none is no error."""

    def url(self, player: str) -> str:
        """Name the object in the header."""


class Ports(ports.Ports, Protocol):
    """What the player archive is made of."""

    @property
    def player_store(self) -> PlayerStore: ...
    @property
    def player_objects(self) -> Objects: ...
    @property
    def tier_policy(self) -> Policy: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...
    @property
    def count_archived(self) -> Callable[[str, float], object]:
        """Takes a metric's name and a value."""
