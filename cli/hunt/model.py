"""What a seeker knows of a hunt, kept up to date by messages; no screen and no socket in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, override

from cli.output import parse_time
from cli.outside import shown
from cli.room_model import RoomModel


@dataclass(frozen=True)
class Clue:
    """A treasure that the seeker knows of, and how far it is with it."""

    treasure: str
    kind: str
    title: str
    x: int
    y: int
    rival: bool
    riddle: str
    stage: str


@dataclass
class Hunt(RoomModel):
    """One hunt as one of its seekers sees it."""

    GAME: ClassVar = "hunt"
    NOUN: ClassVar = "hunt"
    HEARS_ROOM: ClassVar = True

    land: tuple[str, ...] = ()
    costs: Mapping[str, int] = field(default_factory=dict)
    x: int = 0
    y: int = 0
    energy: int = 0
    since: datetime | None = None
    points: int = 0
    finds: int = 0
    items: dict[str, int] = field(default_factory=dict)
    clues: dict[str, Clue] = field(default_factory=dict)
    dug: set[int] = field(default_factory=set)
    nearest: int | None = None
    through: bool = False
    rows: tuple[tuple[str, int, int], ...] = ()

    @override
    def describe(self, found: Mapping[str, Any]) -> None:
        super().describe(found)
        self.land, self.costs = tuple(map(shown, found["land"])), found["energy"]

    def energy_at(self, now: datetime) -> int:
        """The energy by now: it grows by itself."""
        if self.since is None or not self.costs or self.energy >= self.costs["most"]:
            return self.energy
        grown = int((now - self.since).total_seconds()) // self.costs["regain"]
        return min(self.costs["most"], self.energy + max(0, grown))

    def here(self) -> Clue | None:
        """The treasure under the seeker's feet, if it knows of one that it has not."""
        found = (each for each in self.clues.values() if (each.x, each.y) == (self.x, self.y))
        return next((each for each in found if each.stage != "taken"), None)

    @override
    def show_board(self, rows: Sequence[Sequence[Any]]) -> None:
        """The columns shown beside the points are the treasures found."""
        self.rows = tuple((name, points, finds) for name, points, finds, *_ in rows)

    @override
    def refused(self, reason: str, details: Mapping[str, Any]) -> None:
        """Stand where the stage says: rules that changed before the start may begin elsewhere."""
        if reason == "not_beside_you":
            self.x, self.y = details["x"], details["y"]

    @override
    def receive(self, event: str, data: Mapping[str, Any]) -> None:
        self.known = True
        if "energy" in data:
            self.energy = data["energy"]["level"]
            self.since = parse_time(data["energy"]["since"])
        match event:
            case "snapshot":
                self._restore(data)
            case "seeker.joined" | "seeker.moved":
                self.x, self.y, self.nearest = data["x"], data["y"], None
            case "seeker.searched":
                self.nearest = data["nearest"]
                self._learn(data["clues"])
            case "seeker.dug":
                self.dug.add(data["cell"])
                self._learn([data["clue"]] if data["clue"] else [])
            case _:
                self._gained(event, data)

    def _gained(self, event: str, data: Mapping[str, Any]) -> None:
        match event:
            case "treasure.taken":
                self._take(data)
            case "riddle.solved":
                self._stage(data["treasure"], "solved")
            case "seeker.through":
                self.through = True
            case "find.reversed":
                self._reverse(data)
            case _:
                pass

    def _restore(self, data: Mapping[str, Any]) -> None:
        self.x, self.y = data["x"], data["y"]
        self.points, self.finds, self.items = data["points"], data["finds"], dict(data["items"])
        self.clues, self.dug, self.through = {}, set(data["dug"]), data["through"]
        self._learn(data["clues"])

    def _learn(self, clues: Sequence[Mapping[str, Any]]) -> None:
        for each in clues:
            self.clues[each["treasure"]] = Clue(**each)

    def _take(self, data: Mapping[str, Any]) -> None:
        self._stage(data["treasure"], "taken")
        self._learn(data["clues"])
        self.points, self.finds = data["total"], data["finds"]
        self._gain(data["items"], 1)

    def _reverse(self, data: Mapping[str, Any]) -> None:
        self._stage(data["treasure"], "found")
        self.dug.discard(data["cell"])
        self.points, self.finds, self.through = data["total"], self.finds - 1, False
        self._gain(data["items"], -1)

    def _stage(self, treasure: str, stage: str) -> None:
        if known := self.clues.get(treasure):
            self.clues[treasure] = Clue(**(vars(known) | {"stage": stage}))

    def _gain(self, items: Mapping[str, int], sign: int) -> None:
        for item, count in items.items():
            self.items[item] = self.items.get(item, 0) + sign * count
