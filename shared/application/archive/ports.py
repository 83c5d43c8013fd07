"""Ports of the player archive: headers and rows, and objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.application import ports
from shared.archive.snapshot import Sections
from shared.archive.tiers import Header, Policy, Stored


class Reading(Struct, frozen=True):
    """All rows of a player at one moment; `digest` covers those that are the player's alone.

    `obstacle` says why it can't be archived now: `open_listing` or `open_hold`.
    """

    sections: Sections
    digest: str
    obstacle: str = ""


class Leaving(Struct, frozen=True):
    """A player whose object is verified: the header, and the digest of the rows as read."""

    player: str
    version: int
    digest: str
    object: Stored


class Kept(Struct, frozen=True):
    """A stored object; `sha256` is computed by the store itself."""

    etag: str
    sha256: str


class TierCount(Struct, frozen=True):
    """The number of players of a tier, and the bytes of their objects."""

    tier: str
    players: int
    bytes: int


class PlayerStore(Protocol):
    """Headers and rows of players; each method may raise Unavailable."""

    def enter(self, player: str, due: datetime, now: datetime) -> Header:
        """Return the player's header; create a hot one for a new player."""

    def find(self, player: str) -> Header | None:
        """Return the header of a player."""

    def due(self, now: datetime, limit: int) -> Sequence[Header]:
        """Return headers that are due, ordered by hour and player."""

    def advance(self, moves: Iterable[tuple[Header, Header]]) -> set[str]:
        """Replace old headers by new ones; return the players whose header was written.

        A header that has changed meanwhile stays as it is.
        """

    def read(self, headers: Sequence[Header]) -> Mapping[str, Reading]:
        """Return all rows of each player, as of one moment."""

    def freeze(self, leaving: Sequence[Leaving]) -> Mapping[str, str]:
        """Delete, in one transaction, the rows of players whose rows are as they were read.

        Return for each `archived`, or why it stays: `moved` for a changed header, `changed` for
        changed rows, or the obstacle.
        """

    def thaw(self, player: str, sections: Sections, due: datetime, now: datetime) -> str:
        """Restore all rows and make the player hot; a concurrent second call finds the player hot.

        Return the tier, or `moved`. Raise CommandRefused, with nothing changed, if the restored
        rows differ from those given.
        """

    def delete(self, header: Header, sha256: str, by: str, now: datetime) -> str:
        """Delete all rows and store the proof; return `deleted`, `moved` or the obstacle."""

    def counts(self) -> Sequence[TierCount]:
        """Return how many players each tier has."""

    def last_seen(self, step: int) -> Sequence[tuple[int, int]]:
        """Return how many hot and warm players were seen so many days ago, estimated from a sample.

        One player in `step` is looked at.
        """


class Objects(Protocol):
    """Objects by player; each method may raise Unavailable."""

    def put(self, player: str, body: bytes, replaces: str) -> Kept | None:
        """Store an object in place of the one whose ETag is `replaces`, or of none if empty.

        Return the stored object, or None, with nothing stored, if another object is there.
        """

    def head(self, player: str) -> Kept | None:
        """Return the store's record of the object; None if there is no object."""

    def get(self, player: str) -> bytes | None:
        """Return the object."""

    def remove(self, player: str) -> None:
        """Remove all versions of the object; idempotent."""

    def url(self, player: str) -> str:
        """Return the name of the object for the header."""


class Ports(ports.Ports, Protocol):
    """The ports of the player archive."""

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
        """Count a metric, given its name and a value."""
