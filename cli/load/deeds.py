"""What a seeker does in a hunt: it walks by chance, searches, digs and claims, one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from cli.load.plan import CROWN, SIDE
from cli.load.results import Kind
from cli.load.schedule import Action
from client.frames import Frame

STEPS = ((0, 1), (0, -1), (1, 0), (-1, 0))
SHARES: tuple[tuple[Kind, float], ...] = (("move", 0.75), ("search", 0.1), ("dig", 0.15))


class Deeds:
    """Send no step before the last one is answered: the answer says where the next may lead."""

    def __init__(self, room: str, username: str, seed: int) -> None:
        self.joined = False
        self._room = room
        self._chance = Random(f"{seed}/{username}")  # noqa: S311 - a crowd, not a secret
        self._place = (0, 0)
        self._owed = 0
        self._under_way = False
        self._unearthed = ""
        """A rival treasure that is to be claimed next."""

    def owe(self, action: Action) -> None:
        self._owed += action == "deed"

    def actions(self, _now: float) -> Iterator[tuple[Kind, dict[str, Any]]]:
        """Yield the deed that is owed and possible; the caller must send it if it takes it."""
        if self._unearthed and not self._under_way:
            self._under_way = True
            yield "claim", {"room": self._room, "treasure": self._unearthed}
        elif self.joined and self._owed and not self._under_way:
            self._owed -= 1
            self._under_way = True
            kinds, shares = zip(*SHARES, strict=True)
            (kind,) = self._chance.choices(kinds, shares)
            yield kind, {"room": self._room} | (self._step() if kind == "move" else {})

    def outcome(self, kind: str, frame: Frame, _asked: Frame) -> None:
        """Take in what came of a command."""
        if kind == "join":
            self.joined = frame["type"] == "done" or frame.get("reason") == "already_joined"
        elif kind in {"move", "search", "dig", "claim"}:
            self._under_way = False
            treasure = frame.get("treasure") if kind == "dig" else None
            self._unearthed = treasure if treasure and treasure.startswith(CROWN) else ""
        if "x" in frame:
            self._place = frame["x"], frame["y"]

    def _step(self) -> dict[str, int]:
        x, y = self._place
        ways = [(x + by, y + on) for by, on in STEPS]
        x, y = self._chance.choice([way for way in ways if 0 <= min(way) <= max(way) < SIDE])
        return {"x": x, "y": y}
