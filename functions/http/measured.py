"""Measures the HTTP server's time per request; on Lambda, AWS does."""

from __future__ import annotations

import asyncio
from collections import deque

from starlette.types import ASGIApp, Receive, Scope, Send

from functions.http.bounded import HEALTH
from shared.runtime.clock import monotonic
from shared.runtime.envelope import MOST_VALUES
from shared.runtime.observability import metric, one_line

EVERY_SECONDS = 20
"""Seconds between two lines with the times of recent requests."""


class Measured:
    """Keeps the milliseconds of the last hundred requests, with health checks apart."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._times: deque[float] = deque(maxlen=MOST_VALUES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = monotonic()
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http" and scope["path"] != HEALTH:
                self._times.append((monotonic() - began) * 1000)

    def tell(self) -> None:
        """Write the times in one line, if there are any."""
        with one_line("web"):
            while self._times:
                metric("web", "RequestTime", self._times.popleft(), "Milliseconds")

    async def run(self) -> None:
        """Write the times periodically, for ever."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            self.tell()
