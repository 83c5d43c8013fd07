"""A player's session in a room: a connection, and the room as it is told over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from copy import replace
from types import TracebackType
from typing import Any, Self

from cli.outside import shown_values
from cli.paths import path_of
from cli.room_model import RoomModel, events_of
from client import (
    Account,
    Connection,
    Event,
    Link,
    Outcome,
    Refused,
    Rumpus,
    own_channel,
    room_channel,
    value_channel,
)


class Session[R: RoomModel]:
    """Enter it with `async with`; what goes wrong is raised as the library raises it."""

    def __init__(self, rumpus: Rumpus, account: Account, game: R) -> None:
        self.game = game
        self._rumpus = rumpus
        self._name = f"{game.GAME}/{game.room}"
        self._own = own_channel(self._name, game.username)
        self._connection: Connection = rumpus.connect(account, self._name)

    async def __aenter__(self) -> Self:
        await self._connection.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._connection.__aexit__(kind, error, trace)

    async def close(self) -> None:
        """Leave the session, as the end of the `async with` does; may be called twice."""
        await self._connection.close()

    async def arrive(self) -> None:
        """Listen and join; only who has joined has a stream of its own."""
        await self.describe()
        if self.game.HEARS_ROOM:
            await self._connection.subscribe(room_channel(self._name))
        await self._connection.subscribe(value_channel(self._name, "board"))
        await self._connection.subscribe(value_channel(self._name, "presence"))
        await joined(self.send("join"))
        await self._connection.subscribe(self._own)

    async def describe(self) -> None:
        """Look the room up: its times, and what the game shows of it by now."""
        path = path_of("rooms", self.game.GAME, self.game.room)
        self.game.describe(await self._rumpus.get(path))

    async def send(self, kind: str, **fields: Any) -> Outcome:
        """Carry out a command of the game, such as `answer`; of a refusal the game is told, too."""
        kind = f"{self.game.GAME}.{kind}"
        try:
            return await self._connection.command(kind, room=self.game.room, **fields)
        except Refused as refused:
            self.game.refused(refused.reason, refused.details)
            raise

    async def happenings(self) -> AsyncIterator[Event | Link]:
        """Yield what happens, safe to show, once the game has taken it in.

        Ends with the connection.
        """
        async for happening in self._connection.events():
            if isinstance(happening, Event):
                for name, data in events_of(happening.name, shown_values(happening.data)):
                    event = replace(happening, name=name, data=data)
                    self._take(event)
                    yield event
            else:
                yield happening

    def _take(self, event: Event) -> None:
        match event.name:
            case "board":
                self.game.size = event.data["size"]
                self.game.stale = event.data.get("stale", False)
                self.game.show_board(event.data["rows"])
            case "presence":
                self.game.present = event.data["count"]
            case "unavailable":
                pass
            case _ if event.channel == self._own:
                self.game.receive(event.name, event.data)
            case _:
                pass


async def joined(joining: Awaitable[Outcome]) -> None:
    """Wait until a player is in, which one who comes back is already."""
    try:
        await joining
    except Refused as refused:
        if refused.reason != "already_joined":
            raise
