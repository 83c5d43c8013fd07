"""One bot: signs up, joins, and makes a move now and then."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from random import Random
from typing import Protocol

from cli.bots.moves import Deed
from cli.bots.tally import Tally
from cli.output import utc_now
from cli.room_model import RoomModel
from cli.session import Session
from cli.times import Phase
from cli.trouble import TROUBLE, trouble_text
from client import Closed, Link, ProtocolError, Refused, Rumpus, Superseded


class Mind[R: RoomModel](Protocol):
    """What a bot does next in the rooms of a game."""

    @property
    def chance(self) -> Random: ...

    def move(self, game: R, now: datetime) -> Deed | None:
        """The next command; None when there is nothing to do."""


class Bot[R: RoomModel]:
    """Plays at `rate` moves a second on average, at random times."""

    def __init__(self, name: str, kind: type[R], mind: Mind[R], rate: float, tally: Tally) -> None:
        self._name = name
        self._kind = kind
        self._mind = mind
        self._rate = rate
        self._tally = tally

    async def play(self, rumpus: Rumpus, room: str, delay: float, until: float) -> None:
        """Come in after `delay` seconds and play until that time of the monotonic clock."""
        await asyncio.sleep(delay)
        try:
            account = await rumpus.sign_up(self._name)
            async with Session(rumpus, account, self._kind(room, self._name)) as session:
                hearing = asyncio.create_task(self._hear(session))
                try:
                    await self._stay(session, until)
                finally:
                    hearing.cancel()
        except TROUBLE as error:
            self._tally.failed[trouble_text(error)] += 1

    async def _stay(self, session: Session[R], until: float) -> None:
        await session.arrive()
        self._tally.joined += 1
        while time.monotonic() < until and session.game.phase(utc_now()) != Phase.ENDED:
            pause = self._mind.chance.expovariate(self._rate)
            await asyncio.sleep(min(pause, max(0, until - time.monotonic())))
            if session.game.phase(utc_now()) == Phase.RUNNING:
                await self._move(session)

    async def _move(self, session: Session[R]) -> None:
        if not session.game.described:
            await session.describe()
        if deed := self._mind.move(session.game, utc_now()):
            await self._send(session, deed)

    async def _send(self, session: Session[R], deed: Deed) -> None:
        began = time.monotonic()
        try:
            await session.send(deed.kind, **deed.fields)
        except Refused as refused:
            self._tally.refused[refused.reason] += 1
            if refused.reason == session.game.over:
                await session.describe()
        except (Closed, Superseded):
            raise
        except (ProtocolError, TimeoutError) as error:
            self._tally.failed[trouble_text(error)] += 1
            return
        self._tally.took(deed.kind, time.monotonic() - began)

    async def _hear(self, session: Session[R]) -> None:
        async for happening in session.happenings():
            match happening:
                case Link(state="resumed"):
                    self._tally.reconnects += 1
                case Link():
                    pass
                case event:
                    self._tally.received[event.name] += 1
