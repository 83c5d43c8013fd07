"""Encodes the entries of a board, so that the store orders them as the game says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched

from shared.application.boards.board import MOST_COLUMN, PLAIN, SEASON_MARK, Row, ranked
from shared.application.boards.ports import RankedEntry
from shared.kernel.game import Board
from shared.kernel.moments import milliseconds

DIGITS = 15
"""Digits of each number in a key; enough for a time in ms until the year 9999."""


class Form:
    """The form of one kind of board.

    An entry is its key, then the member. The key is the columns that break ties, the time, and the
    columns that are only shown, each with `DIGITS` digits. A number that sorts descending is stored
    as its difference to the maximum, so that texts sort as entries do.
    """

    __slots__ = (
        "_columns",
        "_flipped",
        "_is_time",
        "_order",
        "_suffix",
        "kind",
        "shared",
        "sign",
        "width",
    )

    def __init__(self, kind: Board) -> None:
        self.kind = kind
        self.sign = -1 if kind.order == "most" else 1
        self.shared = int(kind.ties == "shared")
        self._columns = len(kind.columns)
        self.width = DIGITS * (self._columns + 1)
        ties = [*(0 if column.first else 2 for column in kind.columns), 1]
        self._order = sorted(range(self._columns + 1), key=ties.__getitem__)
        self._flipped = [*(each.first == "most" for each in kind.columns), kind.ties == "later"]
        self._is_time = not kind.columns and kind.ties != "later"
        self._suffix = _suffix(kind)

    def keys(self, board: str) -> tuple[str, ...]:
        """Return the keys of a board, in one slot; each form has its own.

        A board with shared ranks has two more: the members per score, and the latest changes.
        """
        name, mark, season = board.partition(SEASON_MARK)
        kinds = ("order", "members", "lease", *("counts", "changes") * self.shared)
        return tuple([f"lb:{{{name}}}:{kind}{self._suffix}{mark}{season}" for kind in kinds])

    def key(self, at: datetime, columns: Sequence[int]) -> str:
        if self._is_time:
            return f"{milliseconds(at):0{DIGITS}}"
        numbers = (*columns, milliseconds(at))
        return "".join([f"{self._turned(i, numbers[i]):0{DIGITS}}" for i in self._order])

    def columns(self, key: bytes) -> tuple[int, ...]:
        """Return the columns at the beginning of an entry."""
        if not self._columns:
            return ()
        digits = (key[i : i + DIGITS] for i in range(0, self.width, DIGITS))
        numbers = dict(zip(self._order, map(int, digits), strict=True))
        return tuple(self._turned(i, numbers[i]) for i in range(self._columns))

    def entries(self, found: Iterable[bytes], place: int, rank: int) -> list[RankedEntry]:
        """Return ranked entries from alternating texts and scores, from a place and its rank on."""
        rows, width = batched(found, 2, strict=True), self.width
        if self._columns or self.shared:
            return list(ranked(self.kind, self._rows(rows), place, rank))
        return [
            RankedEntry(entry[width:].decode(), abs(int(score)), here)
            for here, (entry, score) in enumerate(rows, place)
        ]

    def _rows(self, rows: Iterable[tuple[bytes, ...]]) -> Iterator[Row]:
        for entry, score in rows:
            yield entry[self.width :].decode(), abs(int(score)), *self.columns(entry)

    def _turned(self, i: int, number: int) -> int:
        return MOST_COLUMN - number if self._flipped[i] else number


def _suffix(kind: Board) -> str:
    """Return the suffix of a board's keys; empty for a board in the default form."""
    columns = (f"{each.name}-{each.first}" for each in kind.columns)
    wishes = (kind.keeps, kind.order, kind.ties, *columns)
    plain = (PLAIN.keeps, PLAIN.order, PLAIN.ties)
    return "" if wishes == plain else ":" + ".".join(wishes)
