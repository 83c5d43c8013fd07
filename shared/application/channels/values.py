"""The snapshots of value channels, and the deltas between them (see docs/protocol.md)."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from shared.application.boards.ports import Leaderboard, RankedEntry

type Snapshot = dict[str, Any]

SHOWN = 100
"""Maximum rows of a board, and maximum names of a presence channel, in a snapshot."""

STORED_EVERY = 10
"""Minimum seconds between two stored snapshots of a changing board, for times without the cache."""


class Value(Struct, frozen=True):
    """The stored version of a value channel; `sent` says that its subscribers have been told."""

    epoch: str
    version: int
    snapshot: Snapshot
    sent: bool = True


def value_key(channel: str) -> str:
    return f"value:{channel}"


def board_now(board: Leaderboard, room: str) -> Snapshot | None:
    """Return the snapshot of a board; None if the board is incomplete."""
    if not board.complete(room):
        return None
    return board_snapshot(board.top(room, SHOWN), board.size(room))


def board_snapshot(entries: Sequence[RankedEntry], size: int) -> Snapshot:
    return {"size": size, "rows": [[each.member, each.points, *each.columns] for each in entries]}


def presence_snapshot(count: int, names: Sequence[str]) -> Snapshot:
    return {"count": count, "names": sorted(names)}


def difference(old: Snapshot, new: Snapshot) -> Snapshot | None:
    """Return the delta from `old` to `new`; None if the whole snapshot is as short."""
    if "rows" in new:
        delta, whole = _board_delta(old, new), len(new["rows"])
        cost = len(delta["changed"]) + len(delta["removed"])
    else:
        delta, whole = _presence_delta(old, new), len(new["names"])
        cost = len(delta["joined"]) + len(delta["left"])
    return delta if cost < whole and patched(old, delta) == new else None


def patched(snapshot: Snapshot, delta: Snapshot) -> Snapshot:
    """Return the snapshot with the delta applied, as a client computes it."""
    if "rows" in snapshot:
        return _patched_board(snapshot, delta)
    names = [each for each in snapshot["names"] if each not in set(delta["left"])]
    for name in delta["joined"]:
        insort(names, name)
    return {"count": delta["count"], "names": names}


def _board_delta(old: Snapshot, new: Snapshot) -> Snapshot:
    """Return a board's delta; rows pushed off the end of a full board are not named in it."""
    before = {name: numbers for name, *numbers in old["rows"]}
    after = {name for name, *_ in new["rows"]}
    changed = [
        [place, name, *numbers]
        for place, (name, *numbers) in enumerate(new["rows"], start=1)
        if before.get(name) != numbers
    ]
    delta = {"size": new["size"], "changed": changed, "removed": []}
    if _patched_board(old, delta) != new:
        delta["removed"] = [name for name in before if name not in after]
    return delta


def _patched_board(snapshot: Snapshot, delta: Snapshot) -> Snapshot:
    out = {*delta["removed"], *(name for _, name, *_ in delta["changed"])}
    rows = [row for row in snapshot["rows"] if row[0] not in out]
    for place, *row in delta["changed"]:
        rows.insert(place - 1, row)
    return {"size": delta["size"], "rows": rows[:SHOWN]}


def _presence_delta(old: Snapshot, new: Snapshot) -> Snapshot:
    before, after = set(old["names"]), set(new["names"])
    joined, left = sorted(after - before), sorted(before - after)
    return {"count": new["count"], "joined": joined, "left": left}
