"""Boards in this process: the twin of the Valkey adapter for tests and measurements."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from threading import Lock

from shared.application.boards.board import (
    MOST_ROWS,
    SEASON_MARK,
    check_write,
    operate,
    part_of,
)
from shared.application.boards.ports import (
    Entry,
    Excerpt,
    Operator,
    Part,
    RebuildClaim,
    Standing,
)
from shared.application.ports import CacheUnavailable
from shared.kernel.moments import milliseconds

REBUILD_SECONDS = 30.0


@dataclass
class _Board:
    members: dict[str, Entry] = field(default_factory=dict)
    complete: bool = False
    token: str = ""
    until: float = 0.0
    through: str = ""

    def standings(self) -> list[Standing]:
        ordered = sorted(self.members.values(), key=_order)
        return [Standing(each.member, each.points, i) for i, each in enumerate(ordered, 1)]


class InMemoryLeaderboard:
    """`down = True` makes it unavailable, `flush()` empties it; safe for threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.down = False
        self._monotonic = monotonic
        self._boards: dict[str, _Board] = {}
        self._tokens = count(1)
        self._lock = Lock()

    def flush(self) -> None:
        """Lose everything, as FLUSHALL does."""
        self._boards.clear()

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        check_write(board, *(each.points for each in entries))
        with self._lock:
            members = self._board(board).members
            changed = 0
            for entry in entries:
                known = members.get(entry.member)
                if known is None or known.position < entry.position:
                    members[entry.member] = entry
                    changed += 1
            return changed

    def score(
        self, board: str, member: str, operator: Operator, value: int, at: datetime
    ) -> Standing:
        check_write(board, value)
        with self._lock:
            members = self._board(board).members
            known = members.get(member)
            points = operate(operator, known.points if known else 0, value)
            if known is None:
                members[member] = Entry(member, points, at, 0)
            elif known.points != points:
                members[member] = Entry(member, points, at, known.position)
        standing = self.rank(board, member)
        if standing is None:
            raise CacheUnavailable("emptied meanwhile")
        return standing

    def read(self, board: str, part: Part) -> Excerpt | None:
        with self._lock:
            kept = self._board(board)
            if not kept.complete:
                return None
            return Excerpt(tuple(part_of(kept.standings(), part)), len(kept.members))

    def top(self, board: str, count: int = MOST_ROWS) -> list[Standing]:
        with self._lock:
            return self._board(board).standings()[: max(0, min(count, MOST_ROWS))]

    def rank(self, board: str, member: str) -> Standing | None:
        with self._lock:
            standings = self._board(board).standings()
            return next((each for each in standings if each.member == member), None)

    def ranks(self, board: str, members: Sequence[str]) -> list[Standing]:
        with self._lock:
            standings = {each.member: each for each in self._board(board).standings()}
        return [standings[member] for member in members if member in standings]

    def size(self, board: str) -> int:
        with self._lock:
            return len(self._board(board).members)

    def complete(self, board: str) -> bool:
        with self._lock:
            return self._board(board).complete

    def claim_rebuild(self, board: str) -> RebuildClaim | None:
        check_write(board)
        with self._lock:
            kept = self._board(board)
            if kept.complete or kept.until > self._monotonic():
                return None
            kept.token = str(next(self._tokens))
            kept.until = self._monotonic() + REBUILD_SECONDS
            return RebuildClaim(kept.token, kept.through)

    def extend_rebuild(self, board: str, claim: RebuildClaim, through: str) -> bool:
        with self._lock:
            kept = self._board(board)
            if kept.token != claim.token:
                return False
            kept.until = self._monotonic() + REBUILD_SECONDS
            kept.through = through
            return True

    def mark_complete(self, board: str, claim: RebuildClaim) -> bool:
        with self._lock:
            kept = self._board(board)
            if kept.token != claim.token:
                return False
            kept.complete, kept.token, kept.until, kept.through = True, "", 0.0, ""
            return True

    def seal(self, board: str, season: str) -> None:
        check_write(board)
        with self._lock:
            kept, sealed = self._board(board), f"{board}{SEASON_MARK}{season}"
            known = self._board(sealed)
            if not (known.members or known.complete):
                copy = replace(kept, members=dict(kept.members), token="", until=0.0)
                self._boards[sealed] = copy

    def _board(self, board: str) -> _Board:
        if self.down:
            raise CacheUnavailable
        return self._boards.setdefault(board, _Board())


def _order(entry: Entry) -> tuple[int, int, str]:
    return -entry.points, milliseconds(entry.at), entry.member
