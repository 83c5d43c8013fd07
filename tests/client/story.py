"""Stories of players on a live host: what happens, and what they heard of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from client import Account, Connection, Event, Link, Rumpus
from client.games.codebattle import CodeBattle
from shared.application.ports import CacheUnavailable
from tests.client.live_host import LiveHost, live_host
from tests.functions.api_gateway import BATTLE

type Story = Callable[[LiveHost, Rumpus], Awaitable[None]]


def told(story: Story) -> None:
    """Run a story in a loop of its own; the loop's own faults fail it too."""

    async def run() -> None:
        async with asyncio.timeout(180), live_host() as host, host.client() as rumpus:
            await story(host, rumpus)
            assert [
                each for each in host.app.faults if not isinstance(each, CacheUnavailable)
            ] == []

    asyncio.run(run())


class Listener:
    """Keeps what a connection tells."""

    def __init__(self, connection: Connection) -> None:
        self.heard: list[Event | Link] = []
        self.task = asyncio.create_task(self._listen(connection))

    async def _listen(self, connection: Connection) -> None:
        async for each in connection.events():
            self.heard.append(each)

    def names(self) -> list[str]:
        return [each.name for each in self.heard if isinstance(each, Event)]

    def links(self) -> list[str]:
        return [each.state for each in self.heard if isinstance(each, Link)]


def battle_of(connection: Connection, battle: str = BATTLE) -> CodeBattle:
    return CodeBattle(connection, battle)


async def joined(rumpus: Rumpus, name: str) -> tuple[Account, Connection]:
    account = await rumpus.sign_up(name)
    connection = await rumpus.connect(account).__aenter__()
    await battle_of(connection).join()
    return account, connection
