"""Keeps the list of a game's rooms for readers, from the facts of the rooms' streams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple

from shared.application.commands.load import load
from shared.application.lifecycle.ports import Ports
from shared.application.ports import Listed
from shared.kernel.facts import Commit
from shared.kernel.game import Game, Schedule
from shared.kernel.names import match_stream

KIND = "room"

type Group = Literal["scheduled", "running", "ended"]


class Projected(NamedTuple):
    """A room as its stream describes it at a position."""

    room: str
    position: int
    schedule: Schedule


def project_rooms(ports: Ports, commits: Sequence[Commit]) -> list[Projected]:
    """Store the row of each room of the commits, unless a later row is stored."""
    streams = dict.fromkeys(commit.stream for commit in commits)
    names = ((stream, match_stream(stream)) for stream in streams)
    rooms = (project_room(ports, stream) for stream, name in names if name and not name.kind)
    return [each for each in rooms if each is not None]


def project_room(ports: Ports, room: str) -> Projected | None:
    """Store the row of a room from its stream, unless a later row is stored."""
    game = ports.games.of(room)
    if game is None or game.schedule is None:
        return None
    stream_state = load(ports.log, ports.cache, game, room)
    schedule = game.schedule(stream_state.state)
    if schedule is None:
        return None
    row = row_of(room, schedule)
    ports.views.put(KIND, room, row, stream_state.position, listed(game, room, schedule))
    return Projected(room, stream_state.position, schedule)


def project_every_room(ports: Ports) -> None:
    """List every room of the log again, even if the list was lost."""
    for game in ports.games:
        if game.schedule is not None:
            for stream in ports.log.streams(game.name):
                project_room(ports, stream)


def row_of(room: str, schedule: Schedule) -> dict[str, Any]:
    """Return a room's row for the list."""
    told = schedule.end_announced_at
    return {
        "room": room,
        "order": _place(room, schedule)[1],
        "title": schedule.title,
        "starts_at": schedule.starts_at.isoformat(),
        "ends_at": schedule.ends_at.isoformat(),
        "start_announced": schedule.start_announced,
        "end_announced_at": told.isoformat() if told else None,
        "shown": dict(schedule.shown),
    }


def listed(game: Game, room: str, schedule: Schedule) -> Listed:
    """Return a room's place in the list: its group by what was announced, ordered by what is next.

    Next comes the start, then the end; ended rooms are ordered by their end.
    """
    group, order = _place(room, schedule)
    return Listed(group_of(game, group), order)


def group_of(game: Game, group: Group) -> str:
    """Name a group of the list of a game's rooms."""
    return f"{game.name}/{group}"


def _place(room: str, schedule: Schedule) -> tuple[Group, str]:
    if schedule.end_announced_at is not None:
        return "ended", _order(max(schedule.ends_at, schedule.end_announced_at), room)
    if schedule.start_announced:
        return "running", _order(schedule.ends_at, room)
    return "scheduled", _order(schedule.starts_at, room)


def _order(at: datetime, room: str) -> str:
    """Return a sort key: by the time, then by the room."""
    return f"{moment(at)}:{room}"


def moment(at: datetime) -> str:
    """Return a key that sorts before all orders of that time and after those of earlier times."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")


def through(at: datetime) -> str:
    """Return a key that sorts after all orders of that time and before those of later times."""
    return f"{moment(at)};"
