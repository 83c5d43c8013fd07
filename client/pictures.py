"""The pictures of value channels: a board, or who is present; see docs/protocol.md."""

from __future__ import annotations

from bisect import insort
from typing import Any

type Picture = dict[str, Any]

SHOWN = 100
"""Rows of a board: what a delta pushes beyond them is gone."""


def patched(picture: Picture, delta: Picture) -> Picture:
    """Return the picture that a delta makes of the one it builds on."""
    return _board(picture, delta) if "rows" in picture else _presence(picture, delta)


def _board(picture: Picture, delta: Picture) -> Picture:
    out = {*delta["removed"], *(name for _, name, *_ in delta["changed"])}
    rows = [row for row in picture["rows"] if row[0] not in out]
    for rank, *row in delta["changed"]:
        rows.insert(rank - 1, row)
    return {"size": delta["size"], "rows": rows[:SHOWN]}


def _presence(picture: Picture, delta: Picture) -> Picture:
    gone = set(delta["left"])
    names = [name for name in picture["names"] if name not in gone]
    for name in delta["joined"]:
        insort(names, name)
    return {"count": delta["count"], "names": names}
