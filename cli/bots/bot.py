"""One bot: signs up, joins, and makes a move now and then."""

from __future__ import annotations

import asyncio
import time

from cli.bots.moves import Answer, Attack, Mind
from cli.bots.tally import Tally
from cli.output import utc_now
from cli.seat import Seat
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
            async with Seat(rumpus, account, battle) as seat:
                hearing = asyncio.create_task(self._hear(seat))
                try:
                    await self._stay(seat, until)
                finally:
                    hearing.cancel()
        except TROUBLE as error:
            self._tally.failed[trouble_text(error)] += 1

    async def _stay(self, seat: Seat, until: float) -> None:
        await seat.arrive()
        self._tally.joined += 1
        while time.monotonic() < until and seat.game.phase(utc_now()) != "ended":
            pause = self._mind.chance.expovariate(self._rate)
            await asyncio.sleep(min(pause, max(0, until - time.monotonic())))
            if seat.game.phase(utc_now()) == "running":
                await self._move(seat)

    async def _move(self, seat: Seat) -> None:
        if not seat.game.questions:
            await seat.describe()
        match self._mind.move(seat.game):
            case Answer(question, answer):
                await self._send(seat, "answer", question=question, answer=answer)
            case Attack(target):
                await self._send(seat, "attack", target=target)
            case None:
                pass

    async def _send(self, seat: Seat, kind: str, **fields: str) -> None:
        began = time.monotonic()
        try:
            await seat.send(kind, **fields)
        except Refused as refused:
            self._tally.refused[refused.reason] += 1
            if refused.reason == "battle_ended":
                await seat.describe()
        except (Closed, Superseded):
            raise
        except (ProtocolError, TimeoutError) as error:
            self._tally.failed[trouble_text(error)] += 1
            return
        self._tally.took(kind, time.monotonic() - began)

    async def _hear(self, seat: Seat) -> None:
        async for happening in seat.happenings():
            match happening:
                case Link(state="resumed"):
                    self._tally.reconnects += 1
                case Link():
                    pass
                case event:
                    self._tally.received[event.name] += 1
