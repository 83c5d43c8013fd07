"""The snapshots of value channels: a board, or who is present; see docs/protocol.md."""

from __future__ import annotations

from bisect import insort
from typing import Any

type Snapshot = dict[str, Any]

SHOWN = 100
"""Maximum rows of a board; rows that a delta pushes beyond them are dropped."""


def patched(snapshot: Snapshot, delta: Snapshot) -> Snapshot:
    """Apply a delta to the snapshot that it builds on; return the new one."""
    return _board(snapshot, delta) if "rows" in snapshot else _presence(snapshot, delta)


def _board(snapshot: Snapshot, delta: Snapshot) -> Snapshot:
    out = {*delta["removed"], *(name for _, name, *_ in delta["changed"])}
    rows = [row for row in snapshot["rows"] if row[0] not in out]
    for rank, *row in delta["changed"]:
        rows.insert(rank - 1, row)
    return {"size": delta["size"], "rows": rows[:SHOWN]}


def _presence(snapshot: Snapshot, delta: Snapshot) -> Snapshot:
    gone = set(delta["left"])
    names = [name for name in snapshot["names"] if name not in gone]
    for name in delta["joined"]:
        insort(names, name)
    return {"count": delta["count"], "names": names}
