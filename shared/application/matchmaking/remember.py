"""Stores the last match of each player where no flush of the cache reaches it."""

from __future__ import annotations

from datetime import UTC, datetime

from shared.application.commands.load import load
from shared.application.lifecycle.playing import has_part
from shared.application.matchmaking.ports import Ports
from shared.application.matchmaking.values import Found
from shared.kernel.game import Game
from shared.kernel.names import room_stream
from shared.kernel.typed import converter

_read_found = converter(Found)

KIND = "match-found"


def remember(parts: Ports, game: Game, username: str, match: Found, now: float) -> None:
    """Note the match of a player; a later one replaces it."""
    until = datetime.fromtimestamp(match.until, UTC)
    key = f"{game.name}/{username}"
    parts.views.put(KIND, key, match, round(now * 1000), until=until)


def forget(parts: Ports, game: Game, username: str, now: float) -> None:
    """Note that a player has no match."""
    remember(parts, game, username, Found("", now), now)


def remembered(parts: Ports, game: Game, username: str, now: float) -> Found | None:
    """Return the match of a player, if its room is there: a match that was not opened never counts.

    Nor does a match that the player was to fill but has no part in.
    """
    view = parts.views.get(KIND, f"{game.name}/{username}")
    match = None if view is None else _read_found(view)
    if match is None or match.until <= now:
        return None
    room = room_stream(game.name, match.room)
    if match.fills:
        return match if has_part(parts, game, room, username) else None
    return match if load(parts.log, parts.cache, game, room).position else None
