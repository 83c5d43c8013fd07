"""A person at a terminal that shows `rumpus play`."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import RichLog, Static

from cli.accounts import Accounts
from cli.game import Game
from cli.play.app import PlayApp
from cli.play.battle_screen import BattleScreen
from cli.session import Session
from client import Rumpus
from tests.cli.host import Host

PATIENCE = 120.0


class Table:
    """A person at a terminal."""

    def __init__(self, app: PlayApp[Any], pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def sees(self, true: Callable[[], bool]) -> None:
        """Wait until it is so; fail when it takes too long."""
        until = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < until, self.text()
            await self.pilot.pause(0.02)

    async def sees_text(self, text: str) -> None:
        await self.sees(lambda: text in self.text())

    async def plays(self) -> None:
        await self.sees(lambda: isinstance(self.app.screen, BattleScreen))
        await self.sees_text("Question 1/10")
        await self.sees_text("1 arrow")

    def text(self) -> str:
        """All that is on the screen, without its colours and line ends."""
        screen = self.app.screen
        texts = [str(each.render()) for each in screen.query(Static) if each.display]
        texts += [str(each.border_title) for each in screen.query("*") if each.border_title]
        texts += [line.text for log in screen.query(RichLog) for line in log.lines]
        return " ".join(" ".join(texts).split())


@asynccontextmanager
async def at_table(host: Host, folder: Path, player: str, battle: str) -> AsyncIterator[Table]:
    accounts = Accounts(folder / "accounts.json")
    app = PlayApp(host.url, accounts, Game, BattleScreen, player=player, room=battle)
    async with app.run_test(size=(80, 24)) as pilot:
        yield Table(app, pilot)


@asynccontextmanager
async def seated(host: Host, name: str, battle: str) -> AsyncIterator[Session[Game]]:
    async with Rumpus(host.url) as rumpus:
        account = await rumpus.sign_up(name)
        async with Session(rumpus, account, Game(battle, name)) as session:
            await session.arrive()
            yield session
