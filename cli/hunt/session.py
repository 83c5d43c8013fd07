"""A seeker's session in a hunt: a connection, and the hunt as it is told over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from copy import replace
from types import TracebackType
from typing import Any, Self

from cli.hunt.model import Hunt
from cli.outside import shown_values
from cli.paths import HUNTS, path_of
from client import Account, Connection, Event, Link, Outcome, Refused, Rumpus
from client.games.hunt import Hunt as HuntCalls


class Session:
    """Enter it with `async with`; what goes wrong is raised as the library raises it."""

    def __init__(self, rumpus: Rumpus, account: Account, hunt: str) -> None:
        self._rumpus = rumpus
        self._connection: Connection = rumpus.connect(account, f"hunt/{hunt}")
        self._calls = HuntCalls(self._connection, hunt)
        self.game = Hunt(hunt, account.username)

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
        for channel in (self._calls.stream, self._calls.board, self._calls.presence):
            await self._connection.subscribe(channel)
        try:
            await self._calls.join()
        except Refused as refused:
            if refused.reason != "already_joined":
                raise
        await self._connection.subscribe(self._calls.own(self.game.username))

    async def describe(self) -> None:
        """Look the hunt up: its times, its land."""
        found = await self._rumpus.get(path_of(*HUNTS, self.game.hunt))
        self.game.describe(shown_values(found))

    async def send(self, kind: str, **fields: Any) -> Outcome:
        """Carry out `move`, `search`, `dig`, `solve` or `claim`."""
        return await self._connection.command(f"hunt.{kind}", room=self.game.hunt, **fields)

    async def happenings(self) -> AsyncIterator[Event | Link]:
        """Yield what happens, safe to show, once the hunt has taken it in.

        Ends with the connection.
        """
        async for happening in self._connection.events():
            if isinstance(happening, Event):
                for event in _singly(replace(happening, data=shown_values(happening.data))):
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
            case _ if event.channel == self._calls.own(self.game.username):
                self.game.receive(event.name, event.data)
            case _:
                pass


def _singly(event: Event) -> Iterator[Event]:
    """Yield the events of a commit, which are told in one when there are several."""
    if event.name != "batch":
        yield event
        return
    for each in event.data["events"]:
        yield replace(event, name=each["event"], data=each["data"])
