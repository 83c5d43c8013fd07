"""The game `inbox` as its players call it. Generated: `make format` writes it anew."""

from __future__ import annotations

from client.channels import own_channel, room_channel, value_channel
from client.connection import Connection
from client.requests import Outcome


class Inbox:
    """A room of the game, over a connection; `room` is its id, such as `b1`."""

    def __init__(self, connection: Connection, room: str) -> None:
        self.room = room
        self.name = f"inbox/{room}"
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

    async def open(self) -> Outcome:
        """Create your inbox before its first notice, so that a client can subscribe to it."""
        return await self._connection.command("inbox.open", room=self.room)

    async def read(self, through: int) -> Outcome:
        """Mark all notices up to the number `through` as read."""
        return await self._connection.command("inbox.read", room=self.room, through=through)
