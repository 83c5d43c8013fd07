"""Boards in memory: the Valkey adapter's twin for tests and measurements."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from threading import Lock

from shared.application.boards.board import (
    MOST_ROWS,
    PLAIN,
    SEASON_MARK,
    BoardOf,
    check_entries,
    check_points,
    check_write,
    operate,
    order_of,
    part_of,
    ranked,
)
from shared.application.boards.ports import (
    Entry,
    Excerpt,
    Kept,
    Operator,
    Part,
    RankedEntry,
    RebuildClaim,
    Standing,
)
from shared.application.ports import CacheUnavailable
from shared.kernel.game import Board

REBUILD_SECONDS = 30.0


@dataclass
class _Board:
    kind: Board
    members: dict[str, Entry] = field(default_factory=dict)
    complete: bool = False
    token: str = ""
    until: float = 0.0
    through: str = ""
    name: str = ""
    changes: dict[str, int] = field(default_factory=dict)
    """The number of each member's last change."""
    changed: int = 0

    def put(self, entry: Entry) -> None:
        self.members[entry.member] = entry
        self.changed += 1
        self.changes[entry.member] = self.changed

    def since(self, mark: str) -> dict[str, Kept] | None:
        """Return the members that changed since a look, or None if it was at another board."""
        name, _, number = mark.partition(".")
        if name != self.name:
            return None
        later = [member for member, at in self.changes.items() if at > int(number)]
        return {each: (self.members[each].points, self.members[each].columns) for each in later}

    def entries(self) -> list[RankedEntry]:
        ordered = sorted(self.members.values(), key=self.order)
        rows = ((each.member, each.points, *each.columns) for each in ordered)
        return list(ranked(self.kind, rows))

    def order(self, entry: Entry) -> tuple[int | str, ...]:
        return order_of(self.kind, entry)

    def takes(self, entry: Entry) -> bool:
        known = self.members.get(entry.member)
        if known is None:
            return True
        if self.kind.keeps == "best":
            return self.order(entry) < self.order(known)
        return known.position < entry.position


class InMemoryLeaderboard:
    """`down = True` makes it unavailable, `flush()` empties it. Thread-safe."""

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        board_of: BoardOf = lambda _room: PLAIN,
    ) -> None:
        self.down = False
        self._board_of = board_of
        self._monotonic = monotonic
        self._boards: dict[str, _Board] = {}
        self._tokens = count(1)
        self._lock = Lock()

    def flush(self) -> None:
        """Lose everything, as FLUSHALL does."""
        self._boards.clear()

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        check_write(board)
        check_entries(self._board_of(board), entries)
        with self._lock:
            kept = self._board(board)
            changed = 0
            for entry in entries:
                if kept.takes(entry):
                    kept.put(entry)
                    changed += 1
            return changed

    def score(
        self, board: str, member: str, operator: Operator, value: int, at: datetime
    ) -> RankedEntry:
        check_write(board)
        check_points(value)
        with self._lock:
            kept = self._board(board)
            known = kept.members.get(member)
            points = operate(operator, known.points if known else None, value, kept.kind.order)
            if known is None or known.points != points:
                position, columns = known.position if known else 0, (0,) * len(kept.kind.columns)
                kept.put(Entry(member, points, at, position, columns))
        entry = self.rank(board, member)
        if entry is None:
            raise CacheUnavailable("emptied meanwhile")
        return entry

    def read(self, board: str, part: Part) -> Excerpt | None:
        with self._lock:
            kept = self._board(board)
            if not kept.complete:
                return None
            return Excerpt(tuple(part_of(kept.entries(), part)), len(kept.members))

    def top(self, board: str, count: int = MOST_ROWS) -> list[RankedEntry]:
        with self._lock:
            return self._board(board).entries()[: max(0, min(count, MOST_ROWS))]

    def rank(self, board: str, member: str) -> RankedEntry | None:
        with self._lock:
            entries = self._board(board).entries()
            return next((each for each in entries if each.member == member), None)

    def ranks(self, board: str, members: Sequence[str]) -> list[RankedEntry]:
        with self._lock:
            entries = {each.member: each for each in self._board(board).entries()}
        return [entries[member] for member in members if member in entries]

    def standing(self, board: str, since: str = "") -> Standing | None:
        with self._lock:
            kept = self._board(board)
            if not kept.complete or kept.kind.ties != "shared":
                return None
            counts = Counter(each.points for each in kept.members.values())
            return Standing(counts, kept.since(since), f"{kept.name}.{kept.changed}")

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

    def finalise(self, board: str, season: str) -> None:
        check_write(board)
        with self._lock:
            kept, final = self._board(board), f"{board}{SEASON_MARK}{season}"
            known = self._board(final)
            if not (known.members or known.complete):
                copy = replace(kept, members=dict(kept.members), token="", until=0.0)
                self._boards[final] = copy

    def _board(self, board: str) -> _Board:
        if self.down:
            raise CacheUnavailable
        if board not in self._boards:
            name = str(next(self._tokens))
            self._boards[board] = _Board(self._board_of(board), name=name)
        return self._boards[board]
