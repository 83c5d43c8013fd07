"""What the messages of channels carry that show no stream: values, and a player's account.

The protocol's document is made from these types.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from shared.kernel.moments import Moment


class BoardSnapshot(Struct, frozen=True, forbid_unknown_fields=True):
    """The first rows of a board, in order: username, points, and values of its further columns.

    `stale`: the board may have changed since.
    """

    size: int
    rows: tuple[Annotated[tuple[str | int, ...], Meta(min_length=2)], ...]
    stale: bool = False


class BoardDelta(Struct, frozen=True, forbid_unknown_fields=True):
    """A board's changes: each of `changed` is a place and its new row; `removed` are usernames."""

    size: int
    changed: tuple[Annotated[tuple[int | str, ...], Meta(min_length=3)], ...]
    removed: tuple[str, ...]


class PresenceSnapshot(Struct, frozen=True, forbid_unknown_fields=True):
    """The number of players present, and the first of their usernames."""

    count: int
    names: tuple[str, ...]


class PresenceDelta(Struct, frozen=True, forbid_unknown_fields=True):
    count: int
    joined: tuple[str, ...]
    left: tuple[str, ...]


class OwnPlace(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The player's place and points, and the board's size; never sent as a delta.

    `columns` are the player's values in the board's further columns, if any.
    """

    rank: int
    points: int
    size: int
    columns: tuple[int, ...] = ()


class AccountNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes of a player's money and items. A repeated notice has the same `id`."""

    id: str
    service: str
    kind: str
    at: Moment
    effects: tuple[dict[str, Any], ...]


VALUES: dict[str, tuple[type[Struct], type[Struct]]] = {
    "board": (BoardSnapshot, BoardDelta),
    "presence": (PresenceSnapshot, PresenceDelta),
}
"""Events of value channels: what a snapshot has, and a delta on the one before it."""

WHOLE: dict[str, type[Struct]] = {"rank": OwnPlace, "economy": AccountNotice}
"""Events of the other channels that show no stream."""
