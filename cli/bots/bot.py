"""One bot: signs up, joins, and makes a move now and then."""

from __future__ import annotations

import asyncio
import time

from cli.bots.moves import Answer, Attack, Mind
from cli.bots.tally import Tally
from cli.output import utc_now
from cli.session import Session
from cli.trouble import TROUBLE, trouble_text
from client import Closed, Link, ProtocolError, Refused, Rumpus, Superseded


class Bot:
    """Plays at `rate` moves a second on average, at random times."""

    def __init__(self, name: str, mind: Mind, rate: float, tally: Tally) -> None:
        self._name = name
        self._mind = mind
        self._rate = rate
        self._tally = tally

    async def play(self, rumpus: Rumpus, battle: str, delay: float, until: float) -> None:
        """Come in after `delay` seconds and play until that time of the monotonic clock."""
        await asyncio.sleep(delay)
        try:
            account = await rumpus.sign_up(self._name)
            async with Session(rumpus, account, battle) as session:
                hearing = asyncio.create_task(self._hear(session))
                try:
                    await self._stay(session, until)
                finally:
                    hearing.cancel()
        except TROUBLE as error:
            self._tally.failed[trouble_text(error)] += 1

    async def _stay(self, session: Session, until: float) -> None:
        await session.arrive()
        self._tally.joined += 1
        while time.monotonic() < until and session.game.phase(utc_now()) != "ended":
            pause = self._mind.chance.expovariate(self._rate)
            await asyncio.sleep(min(pause, max(0, until - time.monotonic())))
            if session.game.phase(utc_now()) == "running":
                await self._move(session)

    async def _move(self, session: Session) -> None:
        if not session.game.questions:
            await session.describe()
        match self._mind.move(session.game):
            case Answer(question, answer):
                await self._send(session, "answer", question=question, answer=answer)
            case Attack(target):
                await self._send(session, "attack", target=target)
            case None:
                pass

    async def _send(self, session: Session, kind: str, **fields: str) -> None:
        began = time.monotonic()
        try:
            await session.send(kind, **fields)
        except Refused as refused:
            self._tally.refused[refused.reason] += 1
            if refused.reason == "battle_ended":
                await session.describe()
        except (Closed, Superseded):
            raise
        except (ProtocolError, TimeoutError) as error:
            self._tally.failed[trouble_text(error)] += 1
            return
        self._tally.took(kind, time.monotonic() - began)

    async def _hear(self, session: Session) -> None:
        async for happening in session.happenings():
            match happening:
                case Link(state="resumed"):
                    self._tally.reconnects += 1
                case Link():
                    pass
                case event:
                    self._tally.received[event.name] += 1
