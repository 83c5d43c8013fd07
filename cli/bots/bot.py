"""One bot: signs up, joins, and makes a move now and then."""

from __future__ import annotations

import asyncio
import time

from cli.bots.moves import Deed, Mind
from cli.bots.seeker import Seeker
from cli.bots.tally import Tally
from cli.hunt.session import Session as HuntSession
from cli.output import utc_now
from cli.session import Session
from cli.trouble import TROUBLE, trouble_text
from client import Account, Closed, Link, ProtocolError, Refused, Rumpus, Superseded


class Bot:
    """Plays at `rate` moves a second on average, at random times."""

    def __init__(self, name: str, mind: Mind | Seeker, rate: float, tally: Tally) -> None:
        self._name = name
        self._mind = mind
        self._rate = rate
        self._tally = tally

    async def play(self, rumpus: Rumpus, room: str, delay: float, until: float) -> None:
        """Come in after `delay` seconds and play until that time of the monotonic clock."""
        await asyncio.sleep(delay)
        try:
            account = await rumpus.sign_up(self._name)
            async with self._enter(rumpus, account, room) as session:
                hearing = asyncio.create_task(self._hear(session))
                try:
                    await self._stay(session, until)
                finally:
                    hearing.cancel()
        except TROUBLE as error:
            self._tally.failed[trouble_text(error)] += 1

    def _enter(self, rumpus: Rumpus, account: Account, room: str) -> Session | HuntSession:
        kind = HuntSession if isinstance(self._mind, Seeker) else Session
        return kind(rumpus, account, room)

    async def _stay(self, session: Session | HuntSession, until: float) -> None:
        await session.arrive()
        self._tally.joined += 1
        while time.monotonic() < until and session.game.phase(utc_now()) != "ended":
            pause = self._mind.chance.expovariate(self._rate)
            await asyncio.sleep(min(pause, max(0, until - time.monotonic())))
            if session.game.phase(utc_now()) == "running":
                await self._move(session)

    async def _move(self, session: Session | HuntSession) -> None:
        if deed := await self._next(session):
            await self._send(session, deed)

    async def _next(self, session: Session | HuntSession) -> Deed | None:
        if isinstance(self._mind, Seeker):
            assert isinstance(session, HuntSession)
            return self._mind.move(session.game, utc_now())
        assert isinstance(session, Session)
        if not session.game.questions:
            await session.describe()
        return self._mind.move(session.game)

    async def _send(self, session: Session | HuntSession, deed: Deed) -> None:
        began = time.monotonic()
        try:
            await session.send(deed.kind, **deed.fields)
        except Refused as refused:
            self._tally.refused[refused.reason] += 1
            if refused.reason in {"battle_ended", "hunt_ended"}:
                await session.describe()
        except (Closed, Superseded):
            raise
        except (ProtocolError, TimeoutError) as error:
            self._tally.failed[trouble_text(error)] += 1
            return
        self._tally.took(deed.kind, time.monotonic() - began)

    async def _hear(self, session: Session | HuntSession) -> None:
        async for happening in session.happenings():
            match happening:
                case Link(state="resumed"):
                    self._tally.reconnects += 1
                case Link():
                    pass
                case event:
                    self._tally.received[event.name] += 1
