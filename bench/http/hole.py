"""Takes connections and reads nothing, at no cost: `python -m bench.http.hole PORT`.

It ends every second one after the time of a head and the others after that of a body, as the API
does, so whoever drips has as much to do with it.
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
