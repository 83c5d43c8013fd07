"""The game `match` as its players call it. Generated: `make format` writes it anew."""

from __future__ import annotations

from typing import Any

from client.channels import own_channel, room_channel, value_channel
from client.connection import Connection
from client.requests import Outcome


class Match:
    """A room of the game, over a connection; `room` is its id, such as `b1`."""

    def __init__(self, connection: Connection, room: str) -> None:
        self.room = room
        self.name = f"match/{room}"
        self.stream = room_channel(self.name)
        self.board = value_channel(self.name, "board")
        self.presence = value_channel(self.name, "presence")
        self.rank = value_channel(self.name, "rank")
        self._connection = connection

    def own(self, username: str) -> str:
        """Name the channel of a player's stream, which only that player may listen to."""
        return own_channel(self.name, username)

    def seen_by(self, username: str) -> str:
        """Name the channel of the room's stream as a player sees it."""
        return room_channel(self.name, username)

    async def join(self, items: Any = ()) -> Outcome:
        """Join a match with up to two items, or return to it."""
        return await self._connection.command("match.join", room=self.room, items=items)

    async def act(self, seq: int, action: Any) -> Outcome:
        """Choose an action. `seq` counts your actions in this match from 1, without gaps."""
        return await self._connection.command("match.act", room=self.room, seq=seq, action=action)

    async def leave(self) -> Outcome:
        """Leave a match, which forfeits it."""
        return await self._connection.command("match.leave", room=self.room)
