"""The gateway and the HTTP API in one process on stores in memory, with the product's limits."""

from __future__ import annotations

import asyncio
import socket
import sys

import uvloop
from msgspec.json import decode
from msgspec.structs import replace

from bench.gateway.server import BenchApplication, announce, until_end
from functions.http.api import create_app
from functions.http.bounded import bounded
from functions.http.server import serve
from functions.queues.default import do
from functions.ws.gateway.__main__ import calm
from functions.ws.gateway.limits import Limits
from functions.ws.gateway.serve import serving
from shared.wire.messages import Job

LOOK_SECONDS = 0.2


async def _serve(parts: BenchApplication) -> None:
    sockets, web = _listener(), _listener()
    parts.settings = replace(parts.settings, ws_url=f"ws://127.0.0.1:{_port(sockets)}/")
    ended = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().add_reader(sys.stdin, until_end(ended))
    port = _port(web)
    web.close()
    announce(port)
    limits = Limits(sockets=20_000, sockets_of_address=20_000, drain_seconds=0.1)
    async with serving(parts, "bench", limits, sockets):
        worker = asyncio.create_task(_rebuild(parts))
        await serve(create_app(parts, within=bounded), ended, host="127.0.0.1", port=port)
        worker.cancel()


def _listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    return listener


def _port(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


async def _rebuild(parts: BenchApplication) -> None:
    """Make boards whole and store them, as the workload `default` does."""
    while True:
        for body in parts.queues.take("default"):
            await asyncio.to_thread(do, parts, decode(body, type=Job.__value__))
        await asyncio.sleep(LOOK_SECONDS)


def main() -> None:
    calm()
    uvloop.run(_serve(BenchApplication("memory")))


if __name__ == "__main__":
    main()
