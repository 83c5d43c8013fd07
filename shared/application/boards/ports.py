"""Ports of boards: a store that orders entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from shared.application.commands import ports

type Operator = Literal["best", "set", "incr", "decr"]


class RankedEntry(Struct, frozen=True, omit_defaults=True):
    """A member's entry with its rank, counted from 1."""

    member: str
    points: int
    rank: int
    columns: tuple[int, ...] = ()


class Entry(Struct, frozen=True):
    """A member's points after the commit at `position` of its stream, reached at the time `at`."""

    member: str
    points: int
    at: datetime
    position: int
    columns: tuple[int, ...] = ()


class Top(Struct, frozen=True):
    """The first `count` rows of a board, at most 100."""

    count: int = 100


class Neighbours(Struct, frozen=True):
    """A member with up to `radius` rows on either side, at most 100; empty without the member."""

    member: str
    radius: int = 5


type Part = Top | Neighbours
"""The part of a board that a reader asks for."""


class Excerpt(Struct, frozen=True):
    """A part of a board, and how many members the board has."""

    entries: Sequence[RankedEntry]
    size: int


type Kept = tuple[int, tuple[int, ...]]
"""A member's points and columns."""


class Standing(Struct, frozen=True):
    """How many members of a board have how many points; all ranks follow from that.

    `changed` holds the current entries of members that changed since the last look; None if that is
    no longer known. `mark` names this look for the next one.
    """

    counts: Mapping[int, int]
    changed: Mapping[str, Kept] | None
    mark: str


class RebuildClaim(Struct, frozen=True):
    """The right to rebuild a board; `after` is the last stream that an unfinished try recorded."""

    token: str
    after: str = ""


class Leaderboard(Protocol):
    """Boards in the cache; every method may raise CacheUnavailable.

    Each board is kept as the `Board` of its game says. Entries beyond its limits raise
    PointsOutOfRange; writing to a final board raises BoardFinal (see `board.py`). Equal points are
    ordered by the columns that break ties, the time to the millisecond, the other columns, and the
    name.
    """

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        """Set each member's points unless an entry of a later position, or a better one, is stored.

        Return how many changed.
        """

    def score(
        self, board: str, member: str, operator: Operator, value: int, at: datetime
    ) -> RankedEntry:
        """Apply an operator without a position and return the member's entry.

        If the points change, the columns become 0.
        """

    def read(self, board: str, part: Part) -> Excerpt | None:
        """Return a part of a complete board, in one round trip; None for an incomplete board."""

    def top(self, board: str, count: int = 100) -> list[RankedEntry]:
        """Return the first `count` entries, at most 100."""

    def rank(self, board: str, member: str) -> RankedEntry | None:
        """Return the member's entry, or None if it is not on the board."""

    def ranks(self, board: str, members: Sequence[str]) -> list[RankedEntry]:
        """Return the entries of the given members that are on the board, in the order given."""

    def standing(self, board: str, since: str = "") -> Standing | None:
        """Return the standing of a complete board whose equals share a rank; None for any other."""

    def size(self, board: str) -> int:
        """Return how many members the board has."""

    def complete(self, board: str) -> bool:
        """Return whether the board has been built since the store was last emptied."""

    def claim_rebuild(self, board: str) -> RebuildClaim | None:
        """Return a claim for 30 s, held by one caller at a time.

        Return None if the board is complete or claimed.
        """

    def extend_rebuild(self, board: str, claim: RebuildClaim, through: str) -> bool:
        """Extend the claim by 30 s, with all streams up to `through` recorded.

        Return False if the store was emptied meanwhile or another caller has the claim.
        """

    def mark_complete(self, board: str, claim: RebuildClaim) -> bool:
        """Mark the board as complete; return False as `extend_rebuild` does."""

    def finalise(self, board: str, season: str) -> None:
        """Freeze a copy of the board as `season`, readable as board `{board}@{season}`."""


class Ports(ports.Ports, Protocol):
    """The ports of boards: the log of rooms, and the store that orders entries."""

    @property
    def leaderboard(self) -> Leaderboard: ...
    @property
    def rebuild(self) -> Callable[[str], int | None]:
        """Rebuild the board of a room; see `rebuild_board`."""
