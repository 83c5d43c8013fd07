"""A player's session in a battle: a connection, and the game as it is told over it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from copy import replace
from types import TracebackType
from typing import Self

from cli.game import Game
from cli.outside import shown_values
from cli.paths import BATTLES, path_of
from client import Account, Connection, Event, Link, Outcome, Refused, Rumpus
from client.games.codebattle import CodeBattle


class Session:
    """Enter it with `async with`; what goes wrong is raised as the library raises it."""

    def __init__(self, rumpus: Rumpus, account: Account, battle: str) -> None:
        self._rumpus = rumpus
        self._connection: Connection = rumpus.connect(account, f"codebattle/{battle}")
        self._battle = CodeBattle(self._connection, battle)
        self.game = Game(battle, account.username)

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
        """Listen and join; only a participant has a stream of its own."""
        await self.describe()
        await self._connection.subscribe(self._battle.board)
        await self._connection.subscribe(self._battle.presence)
        await self._join()
        await self._connection.subscribe(self._battle.own(self.game.username))

    async def _join(self) -> None:
        try:
            await self._battle.join()
        except Refused as refused:
            if refused.reason != "already_joined":
                raise

    async def describe(self) -> None:
        """Look the battle up: its times, and its questions once it runs."""
        self.game.describe(await self._rumpus.get(path_of(*BATTLES, self.game.battle)))

    async def send(self, kind: str, **fields: str) -> Outcome:
        """Carry out `join`, `answer`, `attack` or `leave`."""
        return await self._connection.command(f"codebattle.{kind}", room=self.game.battle, **fields)

    async def happenings(self) -> AsyncIterator[Event | Link]:
        """Yield what happens, safe to show, once the game has taken it in.

        Ends with the connection.
        """
        async for happening in self._connection.events():
            if isinstance(happening, Event):
                event = replace(happening, data=shown_values(happening.data))
                self._take(event)
                yield event
            else:
                yield happening

    def _take(self, event: Event) -> None:
        match event.name:
            case "board":
                self.game.show_board(event.data["rows"], event.data["size"])
            case "presence":
                self.game.present = event.data["count"]
            case _:
                self.game.receive(event.name, event.data)
