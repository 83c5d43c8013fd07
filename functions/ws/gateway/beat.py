"""The gateway's loop of one second: sweeps, ticks, reports and measures."""

from __future__ import annotations

import asyncio
from collections import deque
from functools import partial

from functions.ws.gateway.host import Host
from functions.ws.gateway.service import Service
from functions.ws.gateway.socket_server import SocketServer
from shared.application.players.placement import report_alive
from shared.application.ports import CacheUnavailable
from shared.realtime.load_shedder import Load
from shared.runtime.observability import metric, one_line

WORKLOAD = "gateway"
SUSTAINED = 5
"""Consecutive late beats that count as load; a single pause does not."""

METRICS_EVERY = 20
"""Ticks between two reports of the metrics by which the fleet is scaled."""


MANY = 100
"""Minimum players for measuring the bytes of each; with fewer they say nothing about the bill."""


class Beat:
    """The periodic work of one process."""

    def __init__(self, host: Host, server: SocketServer, service: Service) -> None:
        self._host = host
        self._server = server
        self._service = service
        self._late: deque[float] = deque([0.0], maxlen=SUSTAINED)
        self._worst = 0.0
        self._sent = 0
        self._count = 0

    async def run(self) -> None:
        """Run for ever."""
        loop, seconds = self._host.loop, self._host.limits.tick_seconds
        due = loop.time() + seconds
        while True:
            await asyncio.sleep(due - loop.time())
            now = loop.time()
            late = now - due
            self._late.append(late)
            self._worst = max(self._worst, late)
            due = max(due + seconds, now)
            try:
                self._beat(seconds + late)
            except Exception as fault:  # noqa: BLE001 - the next beat must come
                self._host.parts.on_fault(fault)

    def _beat(self, passed: float) -> None:
        self._server.sweep()
        self._service.tick(self._load(passed))
        if self._host.takes_players:
            self._host.later(partial(report_alive, self._host.parts.coordination), self._reported)
        self._count += 1
        if self._count % METRICS_EVERY == 0:
            self._tell()

    def _reported(self, result: Exception | None) -> None:
        if result is not None and not isinstance(result, CacheUnavailable):
            self._host.parts.on_fault(result)

    def _load(self, passed: float) -> Load:
        sent, self._sent = self._server.sent - self._sent, self._server.sent
        players = max(len(self._host.sockets), MANY)
        full = self._service.commands.waiting / self._host.limits.commands
        return Load(min(self._late), full, sent / passed / players)

    def _tell(self) -> None:
        with one_line(WORKLOAD):
            metric(WORKLOAD, "Sockets", len(self._host.sockets))
            metric(WORKLOAD, "Level", self._service.shedder.level.number)
            metric(WORKLOAD, "LoopLate", self._worst * 1000, "Milliseconds")
            metric(WORKLOAD, "CommandsWaiting", self._service.commands.waiting)
            metric(WORKLOAD, "BytesSent", self._server.sent, "Bytes")
        self._worst = 0.0
