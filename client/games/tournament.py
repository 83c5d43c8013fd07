"""The game `tournament` as its players call it. Generated: `make format` writes it anew."""

from __future__ import annotations

from client.channels import own_channel, room_channel, value_channel
from client.connection import Connection
from client.requests import Outcome


class Tournament:
    """A room of the game, over a connection; `room` is its id, such as `b1`."""

    def __init__(self, connection: Connection, room: str) -> None:
        self.room = room
        self.name = f"tournament/{room}"
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

    async def register(self) -> Outcome:
        """Register for the tournament."""
        return await self._connection.command("tournament.register", room=self.room)

    async def check_in(self) -> Outcome:
        """Check in while check-in is open."""
        return await self._connection.command("tournament.check_in", room=self.room)

    async def withdraw(self) -> Outcome:
        """Withdraw from the tournament."""
        return await self._connection.command("tournament.withdraw", room=self.room)

    async def dispute(self, number: int, index: int) -> Outcome:
        """Dispute the result of your match. An operator decides."""
        return await self._connection.command(
            "tournament.dispute", room=self.room, number=number, index=index
        )
