"""What the player archive needs from the world: headers and rows, and objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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

    def read(self, player: str) -> Reading:
        """Return all that a player has, as of one moment."""

    def freeze(self, header: Header, digest: str, stored: Stored) -> str:
        """Take all rows away, if they are as they were read, and be archived; or change nothing.

        Return `archived`, `moved` for a header that is another by now, `changed`, or the obstacle.
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

    def put(self, player: str, body: bytes, replaces: str) -> str | None:
        """Store an object in place of the one with that ETag, of none if it is empty.

        Return the new ETag, or None, with nothing stored, if another object is there.
        """

    def head(self, player: str) -> tuple[str, str] | None:
        """Return ETag and SHA-256 of the object, as the store computed them; None for no object."""

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
