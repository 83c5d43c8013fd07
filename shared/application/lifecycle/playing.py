"""Who has a part in a room that runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from shared.application.commands.load import load
from shared.application.lifecycle.ports import Ports
from shared.application.lifecycle.project_room import group_of
from shared.kernel.game import Game
from shared.kernel.names import owner_of, player_stream, roster


def is_playing(ports: Ports, username: str, since: datetime) -> bool:
    """Whether a player has a part in a room that runs, and that began before a time.

    Who was seen last then has no part in a later one. Rooms that run for so long are few.
    """
    return any(
        bool(ports.log.latest(player_stream(room, username), 1))
        if game.entrants is None
        else username in _entrants(ports, game, room)
        for game, room in _running(ports, since)
    )


def playing(ports: Ports, since: datetime) -> Iterator[str]:
    """Yield the names of all who have a part in rooms that run, and that began before a time."""
    for game, room in _running(ports, since):
        if game.entrants is None:
            yield from map(owner_of, ports.log.streams(roster(room)))
        else:
            yield from _entrants(ports, game, room)


def _running(ports: Ports, since: datetime) -> Iterator[tuple[Game, str]]:
    """Yield rooms that run by now; where players have streams, those that began by then.

    Into another room one is entered long before it begins.
    """
    for game in ports.games:
        if game.schedule is not None:
            for row in ports.views.listed(group_of(game, "running")):
                if game.entrants or datetime.fromisoformat(row["starts_at"]) <= since:
                    yield game, row["room"]


def _entrants(ports: Ports, game: Game, room: str) -> frozenset[str]:
    state = load(ports.log, ports.cache, game, room).state
    return frozenset(game.entrants(state) if game.entrants and state is not None else ())
