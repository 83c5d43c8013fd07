"""What the messages of channels carry that show no stream: values, and a player's account.

The protocol's document is made from these types.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from shared.kernel.moments import Moment


class BoardSnapshot(Struct, frozen=True, forbid_unknown_fields=True):
    """The first places, in order: a username, its points, and the numbers of the board's columns.

    `stale`: it may have changed since.
    """

    size: int
    rows: tuple[Annotated[tuple[str | int, ...], Meta(min_length=2)], ...]
    stale: bool = False


class BoardDelta(Struct, frozen=True, forbid_unknown_fields=True):
    """`changed` tells a place, and the row that is there; `removed` the usernames that are gone."""

    size: int
    changed: tuple[Annotated[tuple[int | str, ...], Meta(min_length=3)], ...]
    removed: tuple[str, ...]


class PresenceSnapshot(Struct, frozen=True, forbid_unknown_fields=True):
    """How many are there, and the first of their usernames."""

    count: int
    names: tuple[str, ...]


class PresenceDelta(Struct, frozen=True, forbid_unknown_fields=True):
    count: int
    joined: tuple[str, ...]
    left: tuple[str, ...]


class OwnPlace(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The player's place, its points, and how many are on the board: always the whole.

    `columns` are the numbers of the board's columns, if it has any.
    """

    rank: int
    points: int
    size: int
    columns: tuple[int, ...] = ()


class AccountNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """What changed of a player's money and items; a repeat has the same id."""

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
