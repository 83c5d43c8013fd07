"""Finds who has a part in a running room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from shared.application.commands.load import load
from shared.application.lifecycle.ports import Ports
from shared.application.lifecycle.project_room import group_of
from shared.kernel.facts import Commit
from shared.kernel.game import Game
from shared.kernel.moments import milliseconds
from shared.kernel.names import owner_of, player_stream, roster

KIND = "entered"

KEPT = timedelta(days=30)
"""Lifetime of a note: longer than any unlisted room runs."""


def note_entrants(ports: Ports, commits: Sequence[Commit]) -> None:
    """Note the last room that a player entered, for games without a list of rooms.

    A later room replaces it, and a repeat changes nothing.
    """
    for commit in commits:
        game = ports.games.of(commit.stream)
        if game is None or game.enters is None:
            continue
        for fact in commit.facts:
            for username in game.enters(fact):
                key, at = f"{game.name}/{username}", milliseconds(fact.at)
                ports.views.put(KIND, key, commit.stream, at, until=fact.at + KEPT)


def room_of_player(ports: Ports, username: str) -> str | None:
    """Return a running room in which the player has a part, or None.

    For games that list their rooms it asks each running room; those are few compared with players.
    For the other games it asks the room that the player entered last.
    """
    for game, room in _running(ports):
        if has_part(ports, game, room, username):
            return room
    for game in ports.games:
        if game.enters is not None:
            entered = ports.views.get(KIND, f"{game.name}/{username}")
            if entered is not None and username in _entrants(ports, game, entered):
                return str(entered)
    return None


def has_part(ports: Ports, game: Game, room: str, username: str) -> bool:
    """Return whether a player has a part in a room of a game."""
    if game.entrants is None:
        return bool(ports.log.latest(player_stream(room, username), 1))
    return username in _entrants(ports, game, room)


def playing(ports: Ports, since: datetime) -> Iterator[str]:
    """Yield the names of all who have a part in listed running rooms that began before a time.

    A player last seen before that time has no part in a later room. Rooms that run that long are
    few.
    """
    for game, room in _running(ports, since):
        if game.entrants is None:
            yield from map(owner_of, ports.log.streams(roster(room)))
        else:
            yield from _entrants(ports, game, room)


def _running(ports: Ports, since: datetime | None = None) -> Iterator[tuple[Game, str]]:
    """Yield running rooms; where players have streams, only those that began by `since`.

    A room without players' streams has its entrants long before it begins.
    """
    for game in ports.games:
        if game.schedule is not None:
            for row in ports.views.listed(group_of(game, "running")):
                began = datetime.fromisoformat(row["starts_at"])
                if game.entrants or since is None or began <= since:
                    yield game, row["room"]


def _entrants(ports: Ports, game: Game, room: str) -> frozenset[str]:
    state = load(ports.log, ports.cache, game, room).state
    return frozenset(game.entrants(state) if game.entrants and state is not None else ())
