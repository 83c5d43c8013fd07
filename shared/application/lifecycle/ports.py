"""What a battle's life needs from the world: views that others read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from msgspec import Struct

FIRST, LAST = " ", "~"
"""Before and after every order of a listed view: ASCII without spaces and tildes."""


class Listed(Struct, frozen=True):
    """Where a view is listed: in a group, at an order that no other view of it has."""

    group: str
    order: str


class Views(Protocol):
    """Stored views for reading: the list of battles, the last snapshot of each board."""

    def put(
        self, kind: str, key: str, view: Any, position: int = 0, listed: Listed | None = None
    ) -> None:
        """Store a JSON value unless one of a later position is there; where it is listed moves."""

    def get(self, kind: str, key: str) -> Any | None:
        """Return the value, or None."""

    def listed(
        self, group: str, low: str = FIRST, high: str = LAST, *, newest: bool = False
    ) -> Iterator[Any]:
        """The values of a group with `low <= order < high`, ascending, or `newest` first.

        They are read as they are taken, and may be behind `put` for a moment.
        """
