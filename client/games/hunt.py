"""The game `hunt` as its players call it. Generated: `make format` writes it anew."""

from __future__ import annotations

from client.channels import own_channel, room_channel, value_channel
from client.connection import Connection
from client.requests import Outcome


class Hunt:
    """A room of the game, over a connection; `room` is its id, such as `b1`."""

    def __init__(self, connection: Connection, room: str) -> None:
        self.room = room
        self.name = f"hunt/{room}"
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

    async def join(self) -> Outcome:
        """Join a hunt, before its start or while it runs."""
        return await self._connection.command("hunt.join", room=self.room)

    async def move(self, x: int, y: int) -> Outcome:
        """Move to an adjacent cell."""
        return await self._connection.command("hunt.move", room=self.room, x=x, y=y)

    async def search(self) -> Outcome:
        """Search the cells around you for treasures."""
        return await self._connection.command("hunt.search", room=self.room)

    async def dig(self) -> Outcome:
        """Dig in the cell where you stand."""
        return await self._connection.command("hunt.dig", room=self.room)

    async def solve(self, treasure: str, answer: str) -> Outcome:
        """Answer the riddle of a treasure that you have dug up."""
        return await self._connection.command(
            "hunt.solve", room=self.room, treasure=treasure, answer=answer
        )

    async def claim(self, treasure: str) -> Outcome:
        """Claim a rival treasure that you have dug up. Only the first to claim it gets it."""
        return await self._connection.command("hunt.claim", room=self.room, treasure=treasure)
