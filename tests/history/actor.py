"""A player of a history: does whatever chance says, and says much of it more than once.

One id over several paths at once is what the protocol allows: every answer to it is the same.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx

from client.channels import StreamChannel, ValueChannel
from client.requests import LATER
from tests.e2e.driver import QUESTIONS, Frame, unique
from tests.e2e.purse import GOLD
from tests.history.record import HTTP, OUTCOMES, Heard, Sent
from tests.history.recorder import Recorder
from tests.history.sockets import Login, Sockets

REPEAT_AFTER = 3.0
"""Seconds without an answer after which a frame is sent again; less than the library waits."""

RECENT = 20
"""How many of its last commands a player repeats; the log remembers more."""

PAUSE = 0.3
"""Seconds between two acts at most: a session takes ten frames a second."""


@dataclass
class Arena:
    """What the players of one battle know of each other: name to player's id, and what is sold."""

    battle: str
    players: dict[str, str] = field(default_factory=dict)
    listings: list[int] = field(default_factory=list)


class Actor:
    """A player; `run` it, then let it `settle`."""

    def __init__(self, login: Login, arena: Arena, recorder: Recorder, chance: Random) -> None:
        self.name = login.name
        self.sockets = Sockets(login, recorder, chance)
        self.acted = 0
        self._arena = arena
        self._recorder = recorder
        self._chance = chance
        self._private = f"codebattle/{arena.battle}/player/{self.name}@{self.name}"
        self._board = f"codebattle/{arena.battle}/board"
        self._asked: dict[str, Frame] = {}
        self._told: dict[str, Frame] = {}
        self._acts: Mapping[Callable[[], Awaitable[None]], int] = {
            self._answer: 8,
            self._attack: 6,
            self._pay: 3,
            self._trade: 2,
            self._again: 3,
            self._leave: 1,
            self._tear: 1,
            self._move: 1,
        }

    @property
    def reached(self) -> int:
        """The offset up to which the player was shown its private channel."""
        channel = self.sockets.core.channels.get(self._private)
        return (channel.offset or 0) if isinstance(channel, StreamChannel) else 0

    @property
    def board(self) -> dict[str, int]:
        """The points that the player was shown last."""
        channel = self.sockets.core.channels.get(self._board)
        snapshot = channel.snapshot if isinstance(channel, ValueChannel) else None
        return dict(map(tuple, snapshot["rows"])) if snapshot else {}

    async def run(self, acts: int, over: asyncio.Event) -> None:
        """Join, act until it is over, and then so often."""
        await self._do(self._frame("join"))
        self.sockets.wanted |= {self._private, self._board}
        choices, weights = zip(*self._acts.items(), strict=True)
        while acts > 0:
            acts -= over.is_set()
            (act,) = self._chance.choices(choices, weights)
            await act()
            self.acted += 1
            await asyncio.sleep(self._chance.random() * PAUSE)

    async def settle(self) -> None:
        """Repeat whatever has no outcome yet until it has one."""
        for command, frame in list(self._asked.items()):
            while self._told.get(command, {}).get("type") not in OUTCOMES:
                await self._do(frame)

    # --- acts

    async def _answer(self) -> None:
        question = self._chance.choice(QUESTIONS)
        right = self._chance.random() < 0.7
        answer = question["answers"][0] if right else "no idea"
        await self._do(self._frame("answer", question=question["id"], answer=answer))

    async def _attack(self) -> None:
        """Attack anybody; half of all attacks meet at one player."""
        first, *others = self._arena.players
        target = first if self._chance.random() < 0.5 else self._chance.choice([*others, "nobody"])
        await self._do(self._frame("attack", target=target))

    async def _leave(self) -> None:
        await self._do(self._frame("leave"))
        await self._do(self._frame("join"))

    async def _pay(self) -> None:
        to = self._chance.choice(list(self._arena.players))
        amount = self._chance.choice((1, 2, 3, 10**6))
        await self._do(_order({"do": "pay", "to": to, "currency": GOLD, "amount": amount}))

    async def _trade(self) -> None:
        """Buy what is offered, or offer an arrow."""
        if self._arena.listings and self._chance.random() < 0.7:
            listing = self._chance.choice(self._arena.listings)
            await self._do(_order({"do": "buy", "listing": listing, "price": 2}))
            return
        tomorrow = datetime.now(UTC) + timedelta(days=1)  # noqa: TID251 - a player's clock
        offer = {"do": "offer", "thing": {"item": "arrow", "amount": 1}, "currency": GOLD}
        told = await self._do(_order(offer | {"price": 2, "expires": tomorrow.isoformat()}))
        if told["type"] == "done":
            self._arena.listings.append(told["results"][0]["listing"])

    async def _again(self) -> None:
        """Repeat something of late, whatever it was answered."""
        if recent := list(self._asked.values())[-RECENT:]:
            await self._do(self._chance.choice(recent))

    async def _tear(self) -> None:
        """Cut the wire in the middle of a frame, which is sent whole over the next socket."""
        question = self._chance.choice(QUESTIONS)
        frame = self._frame("answer", question=question["id"], answer="torn")
        self.sockets.tear(self.sockets.newest, frame)
        await self._do(frame)

    async def _move(self) -> None:
        await self.sockets.open(self._elsewhere())

    # --- how something is said

    def _frame(self, kind: str, **fields: str) -> Frame:
        command = {"type": f"codebattle.{kind}", "id": unique("c"), "room": self._arena.battle}
        return command | fields

    async def _do(self, frame: Frame) -> Frame:
        """Ask until there is an answer, and over another path too if chance says so."""
        self._asked.setdefault(frame["id"], frame)
        while True:
            asking = asyncio.create_task(self._ask(frame))
            await asyncio.sleep(0)
            await self._insist(frame)
            answer = await asking
            if answer["type"] != "error":
                self._told[frame["id"]] = answer
                return answer
            assert answer["code"] in LATER, answer

    async def _ask(self, frame: Frame) -> Frame:
        """Return the first answer over a socket; sent again after a while."""
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        fields = {name: value for name, value in frame.items() if name != "type"}
        self.sockets.core.ask(frame["type"], time.monotonic(), answer, **fields)
        await self.sockets.flush()
        while not answer.done():
            await asyncio.wait([answer], timeout=REPEAT_AFTER)
            if not answer.done():
                await self.sockets.send(self.sockets.newest, frame)
        return answer.result()

    async def _insist(self, frame: Frame) -> None:
        """Say it once more, without waiting for the answer to the first."""
        match self._chance.randrange(8):
            case 0 | 1:
                for _ in range(self._chance.randint(1, 3)):
                    await self.sockets.send(self.sockets.newest, frame)
            case 2:
                if await self.sockets.open(self._elsewhere()):
                    await self.sockets.send(self.sockets.newest, frame)
            case 3 if frame["type"] == "economy":
                await self._order_by_http(frame)
            case _:
                pass

    async def _order_by_http(self, frame: Frame) -> None:
        """Order over HTTP; what it answers is written down as a socket would have said it."""
        login = self.sockets.login
        self._recorder.write(Sent, self.name, HTTP, frame)
        try:
            answer = await login.http.post(
                "/v1/economy/commands",
                json=frame["command"],
                headers=login.headers | {"Idempotency-Key": frame["id"]},
            )
        except httpx.HTTPError:
            return
        self._recorder.write(Heard, self.name, HTTP, _as_frame(frame["id"], answer))

    def _elsewhere(self) -> str:
        others = sorted(self.sockets.login.homes.keys() - {self.sockets.home})
        return self._chance.choice(others or [self.sockets.home])


def _order(command: dict[str, Any]) -> Frame:
    return {"type": "economy", "id": unique("k"), "command": command}


def _as_frame(key: str, answer: httpx.Response) -> Frame:
    body = answer.json()
    if answer.is_success:
        return {"type": "done", "id": key, "results": body["results"]}
    code = body["error"]["code"] if "error" in body else str(answer.status_code)
    if answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return {"type": "error", "id": key, "code": code}
    return {"type": "refused", "id": key, "reason": code}
