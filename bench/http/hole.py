"""Accepts connections and reads nothing: `python -m bench.http.hole PORT`.

It closes half of them after the API's limit for a head and the others after that for a body, so
slow clients have as much work with it as with the API.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import cycle
from typing import Any

import uvloop

from functions.http.guard import BODY_SECONDS
from functions.http.server import BACKLOG, HEAD_SECONDS


class _Hole(asyncio.Protocol):
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def connection_made(self, transport: Any) -> None:
        transport.pause_reading()
        asyncio.get_running_loop().call_later(self._seconds, transport.abort)


async def _take(port: int) -> None:
    seconds = cycle((HEAD_SECONDS, BODY_SECONDS))
    server = await asyncio.get_running_loop().create_server(
        lambda: _Hole(next(seconds)), "127.0.0.1", port, backlog=BACKLOG
    )
    print("ready", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_take(int(sys.argv[1])))
