"""The game `codebattle` as its players call it. Generated: `make format` writes it anew."""

from __future__ import annotations

from client.channels import own_channel, room_channel, value_channel
from client.connection import Connection
from client.requests import Outcome


class CodeBattle:
    """A room of the game, over a connection; `room` is its id, such as `b1`."""

    def __init__(self, connection: Connection, room: str) -> None:
        self.room = room
        self.name = f"codebattle/{room}"
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
        """Join a battle, or return to it."""
        return await self._connection.command("codebattle.join", room=self.room)

    async def answer(self, question: str, answer: str) -> Outcome:
        """Answer a question of a running battle."""
        return await self._connection.command(
            "codebattle.answer", room=self.room, question=question, answer=answer
        )

    async def attack(self, target: str) -> Outcome:
        """Shoot an arrow at another participant."""
        return await self._connection.command("codebattle.attack", room=self.room, target=target)

    async def leave(self) -> Outcome:
        """Leave a battle. The player keeps its points and its place on the board."""
        return await self._connection.command("codebattle.leave", room=self.room)
