"""Players come back at once, on real stores: to a gateway that has just started, and after a kill.

A kill leaves another process on the same port, as the rest of a fleet would be there: the client's
own pauses grow with each failure, and would be most of the figure.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

from bench.rows import Row
from client.timing import pause
from localstack import gateway
from localstack.child import Child
from localstack.folder import ROOT
from localstack.stage import Stage
from tests.e2e.many import Backdoor, identities

NAME = "Restart (200 players at once, emulated AWS, real Valkey and PostgreSQL)"
PLAYERS = 200
RUNS = 3
GIVES_UP = 60.0
SERVES = "serves port"
PING = '{"type":"ping","id":"here"}'


class Crowd:
    """Players who stay connected, with the pauses of the client.

    `waits` are seconds of each try that led to a first answer, `refused` counts the others.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._served: set[str] = set()
        self._changed = asyncio.Condition()
        self.waits: list[float] = []
        self.refused = 0

    async def stay(self, token: str) -> None:
        """Connect again and again."""
        failures = 0
        while True:
            try:
                await self._connect(token)
            except (OSError, WebSocketException):
                self.refused += 1
            failures = 0 if token in self._served else failures
            await self._note(token, served=False)
            failures += 1
            await asyncio.sleep(pause(failures, random.random()))  # noqa: S311 - jitter

    async def _connect(self, token: str) -> None:
        began = time.perf_counter()
        fields = {"Authorization": f"Bearer {token}"}
        async with connect(self._url, additional_headers=fields, proxy=None) as socket:
            await socket.send(PING)
            await socket.recv()
            self.waits.append(time.perf_counter() - began)
            await self._note(token, served=True)
            await socket.wait_closed()

    async def _note(self, token: str, *, served: bool) -> None:
        async with self._changed:
            (self._served.add if served else self._served.discard)(token)
            self._changed.notify_all()

    async def until(self, served: int) -> float:
        """Return the seconds until so many are served, or at most."""
        began = time.perf_counter()
        async with asyncio.timeout(GIVES_UP), self._changed:
            await self._changed.wait_for(lambda: len(self._served) == served)
        return time.perf_counter() - began

    async def until_cut_off(self) -> None:
        """Return when somebody is served no more."""
        async with asyncio.timeout(GIVES_UP), self._changed:
            await self._changed.wait_for(lambda: len(self._served) < PLAYERS)


@contextmanager
def second_gateway(stage: Stage) -> Iterator[None]:
    """Serve on the same port from another process: the kernel spreads the connections."""
    argv = [sys.executable, "-m", "functions.ws.gateway"]
    child = Child("gateway-2", argv, stage.run, cwd=ROOT)
    gateway.configure(child, stage.account, stage.aws_endpoint, stage.ports)
    child.start()
    try:
        child.wait_ready(lambda: SERVES in stage.log("gateway-2"))
        yield
    finally:
        child.stop()


async def _just_started(stage: Stage, players: list[str]) -> tuple[float, list[float]]:
    await asyncio.to_thread(stage.kill_gateway)
    await _start(stage)
    crowd = Crowd(stage.gateway_url)
    tasks = [asyncio.create_task(crowd.stay(each)) for each in players]
    seconds = await crowd.until(PLAYERS)
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return seconds, crowd.waits


async def _killed(stage: Stage, players: list[str]) -> float:
    crowd = Crowd(stage.gateway_url)
    tasks = [asyncio.create_task(crowd.stay(each)) for each in players]
    await crowd.until(PLAYERS)
    kill = asyncio.create_task(asyncio.to_thread(stage.kill_gateway))
    await crowd.until_cut_off()
    seconds = await crowd.until(PLAYERS)
    await kill
    for each in tasks:
        each.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await _start(stage)
    return seconds


async def _start(stage: Stage) -> None:
    """Start the first gateway; what it says of itself is awaited, as the other answers too."""
    said = stage.log("gateway").count(SERVES)
    await asyncio.to_thread(stage.start_gateway)
    async with asyncio.timeout(GIVES_UP):
        while stage.log("gateway").count(SERVES) == said:  # noqa: ASYNC110 - a file knows no events
            await asyncio.sleep(0.05)


def _rows(stage: Stage) -> Iterator[Row]:
    door = Backdoor(stage)
    players = [door.token(who) for who in identities("restart", PLAYERS)]
    started = [asyncio.run(_just_started(stage, players)) for _ in range(RUNS)]
    waits = sorted(wait for _, each in started for wait in each)
    label = "a gateway just started: until all are served"
    yield label, statistics.median(seconds for seconds, _ in started), "s"
    yield "from a player's try to its first answer, p50", statistics.median(waits), "s"
    yield "from a player's try to its first answer, slowest", waits[-1], "s"
    with second_gateway(stage):
        killed = [asyncio.run(_killed(stage, players)) for _ in range(RUNS)]
    yield "one of two gateways killed: until all are served", statistics.median(killed), "s"


def run() -> list[Row]:
    with Stage.start() as stage:
        return list(_rows(stage))
