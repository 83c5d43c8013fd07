"""What boards need from the world: a store that orders entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol

from msgspec import Struct

from shared.application.commands import ports

type Operator = Literal["best", "set", "incr", "decr"]


class RankedEntry(Struct, frozen=True, omit_defaults=True):
    """A member's place; `rank` is 1-based."""

    member: str
    points: int
    rank: int
    columns: tuple[int, ...] = ()


class Entry(Struct, frozen=True):
    """A member's points after the commit at `position` of its stream, reached `at` that time."""

    member: str
    points: int
    at: datetime
    position: int
    columns: tuple[int, ...] = ()


class Top(Struct, frozen=True):
    """The first `count` of a board, at most 100."""

    count: int = 100


class Neighbours(Struct, frozen=True):
    """A member with up to `radius` on either side, at most 100; nobody if it is not there."""

    member: str
    radius: int = 5


type Part = Top | Neighbours
"""What is read of a board."""


class Excerpt(Struct, frozen=True):
    """A part of a board, and how many members the board has."""

    entries: Sequence[RankedEntry]
    size: int


type Kept = tuple[int, tuple[int, ...]]
"""A member's points and columns."""


class Standing(Struct, frozen=True):
    """How many members of a board have how many points; all ranks follow from that.

    `changed` are the members that changed since the last look, as they are now; None where that is
    not known any more. `mark` names this look for the next one.
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

    Each board is kept as the `Board` of its game says. What it has no room for raises
    PointsOutOfRange; writing to a final board, BoardFinal (see `board.py`). Equal points go by
    the columns that break ties, by the time to the millisecond, the other columns, then by name.
    """

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        """Set each member's points unless a later position, or a better entry, is there.

        Return how many changed.
        """

    def score(
        self, board: str, member: str, operator: Operator, value: int, at: datetime
    ) -> RankedEntry:
        """Apply an operator without a position and return the member's entry.

        Where it changes the points, the columns become 0.
        """

    def read(self, board: str, part: Part) -> Excerpt | None:
        """A part of a complete board, in one question; None for a board that is not complete."""

    def top(self, board: str, count: int = 100) -> list[RankedEntry]:
        """The first `count` (at most 100)."""

    def rank(self, board: str, member: str) -> RankedEntry | None:
        """The member's entry, or None for one that is not on the board."""

    def ranks(self, board: str, members: Sequence[str]) -> list[RankedEntry]:
        """The entries of those of the members that are on the board, in their order."""

    def standing(self, board: str, since: str = "") -> Standing | None:
        """The standing of a complete board whose equals share a rank; None of any other."""

    def size(self, board: str) -> int:
        """How many members the board has."""

    def complete(self, board: str) -> bool:
        """Whether the board has been built since the store was last emptied."""

    def claim_rebuild(self, board: str) -> RebuildClaim | None:
        """A claim for 30 s, for one caller at a time; None if the board is complete or claimed."""

    def extend_rebuild(self, board: str, claim: RebuildClaim, through: str) -> bool:
        """Hold the claim for 30 s more, with all streams up to `through` recorded.

        False when the store was emptied meanwhile or another caller has the claim.
        """

    def mark_complete(self, board: str, claim: RebuildClaim) -> bool:
        """Say that every member is on the board; False as for `extend_rebuild`."""

    def finalise(self, board: str, season: str) -> None:
        """Freeze a copy of the board as `season`, readable as board `{board}@{season}`."""


class Ports(ports.Ports, Protocol):
    """What boards are made of: the log of rooms, and where their entries are ordered."""

    @property
    def leaderboard(self) -> Leaderboard: ...
    @property
    def rebuild(self) -> Callable[[str], int | None]:
        """Make the board of a room whole again; see `rebuild_board`."""
