"""What the messages of channels carry that show no stream: values, and a player's account.

The protocol's document is made from these types.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from shared.kernel.moments import Moment


class BoardPicture(Struct, frozen=True, forbid_unknown_fields=True):
    """The first places, in order: a username and its points. `stale`: it may have changed since."""

    size: int
    rows: tuple[tuple[str, int], ...]
    stale: bool = False


class BoardDelta(Struct, frozen=True, forbid_unknown_fields=True):
    """`changed` tells a place, a username and its points; `removed` the usernames that are gone."""

    size: int
    changed: tuple[tuple[int, str, int], ...]
    removed: tuple[str, ...]


class PresencePicture(Struct, frozen=True, forbid_unknown_fields=True):
    """How many are there, and the first of their usernames."""

    count: int
    names: tuple[str, ...]


class PresenceDelta(Struct, frozen=True, forbid_unknown_fields=True):
    count: int
    joined: tuple[str, ...]
    left: tuple[str, ...]


class OwnPlace(Struct, frozen=True, forbid_unknown_fields=True):
    """The player's place, its points, and how many are on the board: always the whole."""

    rank: int
    points: int
    size: int


class AccountNotice(Struct, frozen=True, forbid_unknown_fields=True):
    """What changed of a player's money and things; a repeat has the same id."""

    id: str
    service: str
    kind: str
    at: Moment
    effects: tuple[dict[str, Any], ...]


VALUES: dict[str, tuple[type[Struct], type[Struct]]] = {
    "board": (BoardPicture, BoardDelta),
    "presence": (PresencePicture, PresenceDelta),
}
"""Events of value channels: what a picture has, and a delta on the one before it."""

WHOLE: dict[str, type[Struct]] = {"rank": OwnPlace, "economy": AccountNotice}
"""Events of the other channels that show no stream."""
