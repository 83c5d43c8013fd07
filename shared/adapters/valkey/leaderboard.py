"""Boards in Valkey: a sorted set and a hash for each, in one slot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import batched
from secrets import token_hex
from typing import Any, assert_never

from shared.adapters.valkey import board_scripts as scripts
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.script import Argument, Script
from shared.application.boards.board import (
    MOST_POINTS,
    MOST_ROWS,
    SEASON_MARK,
    check_write,
)
from shared.application.boards.ports import (
    Around,
    Entry,
    Excerpt,
    Operator,
    Part,
    RebuildClaim,
    Standing,
    Top,
)
from shared.kernel.moments import milliseconds

REBUILD_MS = 30_000
KEPT_MS = 7 * 24 * 3600 * 1000
BATCH = 500
"""Entries a script records at once: some 5 ms during which the store answers nobody else."""

TIME = 15
"""Digits of a time in ms, until the year 9999."""

ASKED = 200
"""Members whose ranks one script looks up."""


class ValkeyLeaderboard:
    """A board is kept `kept_ms` after it was last written; then it is rebuilt when it is read."""

    def __init__(self, client: Client, breaker: Breaker, *, kept_ms: int = KEPT_MS) -> None:
        self._client = client
        self._breaker = breaker
        self._kept_ms = kept_ms

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        check_write(board, *(each.points for each in entries))
        changed = 0
        for batch in batched(entries, BATCH, strict=False):
            args: list[Argument] = [self._kept_ms]
            for each in batch:
                args += (each.member, each.points, _time(each.at), each.position)
            changed += self._run(scripts.RECORD, _keys(board), *args)
        return changed

    def score(
        self, board: str, member: str, operator: Operator, value: int, at: datetime
    ) -> Standing:
        check_write(board, value)
        args = (self._kept_ms, member, operator, value, _time(at), MOST_POINTS)
        points, rank = self._run(scripts.SCORE, _keys(board), *args)
        return Standing(member, points, rank + 1)

    def read(self, board: str, part: Part) -> Excerpt | None:
        found = self._run(scripts.READ, _keys(board), *_asked(part))
        if found is None:
            return None
        size, first, rows = found
        return Excerpt(tuple(_standings(rows, first + 1)), size)

    def top(self, board: str, count: int = MOST_ROWS) -> list[Standing]:
        last = min(count, MOST_ROWS) - 1
        if last < 0:
            return []
        rows = self._command("ZRANGE", _keys(board)[0], 0, last, "WITHSCORES")
        return list(_standings(rows, 1))

    def rank(self, board: str, member: str) -> Standing | None:
        return next(iter(self.ranks(board, (member,))), None)

    def ranks(self, board: str, members: Sequence[str]) -> list[Standing]:
        found = []
        for batch in batched(members, ASKED, strict=False):
            rows = self._run(scripts.RANKS, _keys(board), *batch)
            for member, (rank, score) in zip(batch, batched(rows, 2, strict=True), strict=True):
                if rank >= 0:
                    found.append(Standing(member, _points(score), rank + 1))
        return found

    def size(self, board: str) -> int:
        return int(self._command("ZCARD", _keys(board)[0]))

    def complete(self, board: str) -> bool:
        return bool(self._run(scripts.COMPLETE, _keys(board)))

    def claim_rebuild(self, board: str) -> RebuildClaim | None:
        check_write(board)
        token = token_hex(8)
        after = self._run(scripts.CLAIM, _keys(board), self._kept_ms, token, REBUILD_MS)
        return None if after is None else RebuildClaim(token, after.decode())

    def extend_rebuild(self, board: str, claim: RebuildClaim, through: str) -> bool:
        args = (self._kept_ms, claim.token, REBUILD_MS, through)
        return bool(self._run(scripts.EXTEND, _keys(board), *args))

    def mark_complete(self, board: str, claim: RebuildClaim) -> bool:
        return bool(self._run(scripts.FINISH, _keys(board), self._kept_ms, claim.token))

    def seal(self, board: str, season: str) -> None:
        check_write(board)
        sealed = _keys(f"{board}{SEASON_MARK}{season}")
        self._run(scripts.SEAL, (*_keys(board)[:2], *sealed[:2]), self._kept_ms)

    def _command(self, *args: Argument) -> Any:
        return self._breaker.call(self._client.execute_command, *args)

    def _run(self, script: Script, keys: Sequence[str], *args: Argument) -> Any:
        return self._breaker.call(script.run, self._client, keys, *args)


def _asked(part: Part) -> tuple[Argument, ...]:
    match part:
        case Top(count):
            return (min(count, MOST_ROWS),)
        case Around(member, radius):
            return max(0, min(radius, MOST_ROWS)), member
        case _:
            assert_never(part)


def _keys(board: str) -> tuple[str, str, str]:
    name, mark, season = board.partition(SEASON_MARK)
    kinds = ("order", "members", "lease")
    scores, state, lease = (f"lb:{{{name}}}:{kind}{mark}{season}" for kind in kinds)
    return scores, state, lease


def _time(at: datetime) -> str:
    """As many digits for any time, so that texts sort as times do."""
    return f"{milliseconds(at):0{TIME}}"


def _points(score: bytes) -> int:
    return -int(score)


def _standings(rows: Sequence[bytes], rank: int) -> Iterator[Standing]:
    for place, (entry, score) in enumerate(batched(rows, 2, strict=True), rank):
        yield Standing(entry[TIME:].decode(), _points(score), place)
