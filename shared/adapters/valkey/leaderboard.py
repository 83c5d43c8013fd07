"""Stores boards in Valkey: a sorted set and a hash for each, in one slot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import batched, repeat
from secrets import token_hex
from typing import Any, assert_never

from shared.adapters.valkey import board_scripts as scripts
from shared.adapters.valkey.board_form import Form
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.script import Argument, Script
from shared.application.boards.board import (
    MOST_POINTS,
    MOST_ROWS,
    PLAIN,
    SEASON_MARK,
    BoardOf,
    check_entries,
    check_points,
    check_write,
)
from shared.application.boards.ports import (
    Entry,
    Excerpt,
    Kept,
    Neighbours,
    Operator,
    Part,
    RankedEntry,
    RebuildClaim,
    Standing,
    Top,
)

REBUILD_MS = 30_000
KEPT_MS = 7 * 24 * 3600 * 1000
BATCH = 500
"""Entries that one script records: some 5 ms during which the store answers no other client."""

CHANGES = 20_000
"""Maximum changes of a board that one look reads; about as many are kept."""

ASKED = 200
"""Maximum members whose ranks one script looks up."""


class ValkeyLeaderboard:
    """A board is kept for `kept_ms` after its last write; a later read rebuilds it."""

    def __init__(
        self,
        client: Client,
        breaker: Breaker,
        board_of: BoardOf = lambda _room: PLAIN,
        *,
        kept_ms: int = KEPT_MS,
    ) -> None:
        self._client = client
        self._breaker = breaker
        self._board_of = board_of
        self._kept_ms = kept_ms
        self._forms: dict[int, Form] = {}

    def record(self, board: str, entries: Sequence[Entry]) -> int:
        check_write(board)
        form = self._form(board)
        check_entries(form.kind, entries)
        changed = 0
        for batch in batched(entries, BATCH, strict=False):
            args: list[Argument] = [self._kept_ms, form.width, form.kind.keeps]
            for each in batch:
                key = form.key(each.at, each.columns)
                args += (each.member, form.sign * each.points, key, each.position)
            changed += self._run(scripts.RECORD, form.keys(board), *args)
        return changed

    def score(
        self, board: str, member: str, operator: Operator, value: int, at: datetime
    ) -> RankedEntry:
        check_write(board)
        check_points(value)
        form = self._form(board)
        key = form.key(at, (0,) * len(form.kind.columns))
        args = (self._kept_ms, form.width, form.shared, form.sign)
        asked = (member, operator, value, key, MOST_POINTS)
        points, rank, held = self._run(scripts.SCORE, form.keys(board), *args, *asked)
        return RankedEntry(member, points, rank + 1, form.columns(held))

    def read(self, board: str, part: Part) -> Excerpt | None:
        form = self._form(board)
        args = (form.width, form.shared, *_asked(part))
        found = self._run(scripts.READ, form.keys(board), *args)
        if found is None:
            return None
        size, first, rank, rows = found
        return Excerpt(tuple(form.entries(rows, first + 1, rank + 1)), size)

    def top(self, board: str, count: int = MOST_ROWS) -> list[RankedEntry]:
        last = min(count, MOST_ROWS) - 1
        if last < 0:
            return []
        form = self._form(board)
        rows = self._command("ZRANGE", form.keys(board)[0], 0, last, "WITHSCORES")
        return form.entries(rows, 1, 1)

    def rank(self, board: str, member: str) -> RankedEntry | None:
        return next(iter(self.ranks(board, (member,))), None)

    def ranks(self, board: str, members: Sequence[str]) -> list[RankedEntry]:
        form, found = self._form(board), list[RankedEntry]()
        for batch in batched(members, ASKED, strict=False):
            args: tuple[Argument, ...] = (form.width, form.shared, *batch)
            rows, keys = self._run(scripts.RANKS, form.keys(board), *args)
            pairs = batched(rows, 2, strict=True)
            for member, (rank, score), key in zip(batch, pairs, keys or repeat(b""), strict=False):
                if rank >= 0:
                    columns = form.columns(key)
                    found.append(RankedEntry(member, abs(int(score)), rank + 1, columns))
        return found

    def standing(self, board: str, since: str = "") -> Standing | None:
        form = self._form(board)
        if not form.shared:
            return None
        found = self._run(scripts.STANDING, form.keys(board), since, CHANGES)
        if found is None:
            return None
        size, pairs, mark, rows = found
        counts = {abs(int(score)): int(many) for score, many in batched(pairs, 2, strict=True)}
        if sum(counts.values()) != size:  # the store dropped one of the keys
            return None
        changed = None if rows is None else dict(_kept(form, fields) for _, fields in rows)
        return Standing(counts, changed, mark.decode())

    def size(self, board: str) -> int:
        return int(self._command("ZCARD", self._keys(board)[0]))

    def complete(self, board: str) -> bool:
        return bool(self._run(scripts.COMPLETE, self._keys(board)))

    def claim_rebuild(self, board: str) -> RebuildClaim | None:
        check_write(board)
        token = token_hex(8)
        after = self._run(scripts.CLAIM, self._keys(board), self._kept_ms, token, REBUILD_MS)
        return None if after is None else RebuildClaim(token, after.decode())

    def extend_rebuild(self, board: str, claim: RebuildClaim, through: str) -> bool:
        args = (self._kept_ms, claim.token, REBUILD_MS, through)
        return bool(self._run(scripts.EXTEND, self._keys(board), *args))

    def mark_complete(self, board: str, claim: RebuildClaim) -> bool:
        return bool(self._run(scripts.FINISH, self._keys(board), self._kept_ms, claim.token))

    def finalise(self, board: str, season: str) -> None:
        check_write(board)
        final = self._keys(f"{board}{SEASON_MARK}{season}")
        self._run(scripts.FINALISE, (*self._keys(board)[:2], *final[:2]), self._kept_ms)

    def _form(self, board: str) -> Form:
        """Return the form of a board, cached by `id()`, as the manifests' boards live for ever."""
        kind = self._board_of(board)
        form = self._forms.get(id(kind))
        if form is None:
            form = self._forms[id(kind)] = Form(kind)
        return form

    def _keys(self, board: str) -> tuple[str, ...]:
        return self._form(board).keys(board)

    def _command(self, *args: Argument) -> Any:
        return self._breaker.call(self._client.execute_command, *args)

    def _run(self, script: Script, keys: Sequence[str], *args: Argument) -> Any:
        return self._breaker.call(script.run, self._client, keys, *args)


def _kept(form: Form, fields: Sequence[bytes]) -> tuple[str, Kept]:
    _, member, _, score, _, key = fields
    return member.decode(), (abs(int(score)), form.columns(key))


def _asked(part: Part) -> tuple[Argument, ...]:
    match part:
        case Top(count):
            return (min(count, MOST_ROWS),)
        case Neighbours(member, radius):
            return max(0, min(radius, MOST_ROWS)), member
        case _:
            assert_never(part)
