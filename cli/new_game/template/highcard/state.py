"""What the facts of a table add up to."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

SEATS = 2


class Table(Struct, frozen=True):
    """`hands` and `chosen` are secrets of their players, until the round is played.

    Nobody plays before `deadline` is set and after it is None again.
    """

    players: tuple[str, ...] = ()
    hands: dict[str, tuple[int, ...]] = {}
    chosen: dict[str, int] = {}
    points: dict[str, int] = {}
    round: int = 0
    deadline: datetime | None = None
