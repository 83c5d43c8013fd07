"""What a player knows of a room, kept up to date by messages; no screen and no socket in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from cli.outside import shown
from cli.times import Phase, Times


@dataclass
class RoomModel(ABC):
    """One room as one of its players sees it; a game says what else there is to know."""

    GAME: ClassVar[str]
    NOUN: ClassVar[str]
    """What the game calls a room."""
    HEARS_ROOM: ClassVar[bool] = False
    """Whether a player listens to the room's own stream too, which tells all of it."""

    room: str
    username: str
    title: str = ""
    times: Times | None = None
    known: bool = False
    """Whether this player stands as is told here, and not merely at the beginning."""
    outside: bool = False
    """Whether this player was not let in."""
    size: int = 0
    stale: bool = False
    """Whether the board is the one that was last stored."""
    present: int = 0

    def describe(self, found: Mapping[str, Any]) -> None:
        """Take over what the API says of the room."""
        self.title, self.times = shown(found["title"]), Times.of(found)

    @property
    def described(self) -> bool:
        """Whether all that can be looked up is known."""
        return self.times is not None

    @property
    def over(self) -> str:
        """The reason with which a command is refused once the room has ended."""
        return f"{self.NOUN}_ended"

    @property
    def board_title(self) -> str:
        here = f" · {self.present} here" if self.present else ""
        return f"Board of {self.size}{here}{' · as last stored' if self.stale else ''}"

    def phase(self, now: datetime) -> Phase:
        return self.times.phase(now) if self.times else Phase.SCHEDULED

    def time_left(self, now: datetime) -> str:
        return self.times.left(now) if self.times else ""

    def refused(self, reason: str, details: Mapping[str, Any]) -> None:  # noqa: B027
        """Take over what a refusal says of this player; in most games it says nothing."""

    @abstractmethod
    def show_board(self, rows: Sequence[Sequence[Any]]) -> None:
        """Take over the rows of a board: a name, its points, and the game's other columns."""

    @abstractmethod
    def receive(self, event: str, data: Mapping[str, Any]) -> None:
        """Take over an event of the player's stream; they come in order and once."""


def events_of(event: str, data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the events of a commit, which are told in one message when there are several."""
    if event != "batch":
        yield event, data
        return
    for each in data["events"]:
        yield each["event"], each["data"]


def none_on(noun: str) -> str:
    """Say that no room of a game can be played now."""
    return f"No {noun} is on: create one with `rumpus {noun} create`."
