"""The gateway's entry: `python -m functions.ws.gateway` starts one process per processor."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys

import uvloop

from functions.ws.gateway.limits import Limits
from functions.ws.gateway.serve import serving
from functions.ws.gateway.supervise import supervise
from shared.runtime.bootstrap import Application, application
from shared.runtime.clock import new_id
from shared.runtime.foreign_logs import take_foreign_logs
from shared.runtime.garbage import collect_rarely
from shared.runtime.nonblocking_stdout import unwaiting_output
from shared.runtime.observability import log
from shared.runtime.tls import server_context
from shared.runtime.warm import GATEWAY, prepare

SWITCH_SECONDS = 0.0005
"""Maximum seconds that a worker keeps the loop's thread waiting.

Python's default is ten times that.
"""


def main() -> None:
    """Serve until SIGTERM; then move the players to other gateways and end."""
    settings = application().settings
    count = settings.gateway_processes or len(os.sched_getaffinity(0))
    if count == 1:
        _serve()
    else:
        supervise(count, _serve)


def calm() -> None:
    """Keep the interpreter out of the loop's way: short turns of workers, rare collections."""
    sys.setswitchinterval(SWITCH_SECONDS)
    collect_rarely()


def _serve() -> None:
    parts = application()
    prepare(parts, GATEWAY)  # before it listens: a crowd comes at once
    calm()
    take_foreign_logs()
    with unwaiting_output():  # after the fork, which copies no threads
        uvloop.run(_run(parts))


async def _run(parts: Application) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    settings = parts.settings
    name = new_id()[:10].replace("-", "_")
    listener = _listen(settings.gateway_address, settings.gateway_port)
    tls = server_context(settings.gateway_certificate)
    async with serving(parts, name, Limits(), listener, tls):
        log(f"gateway {name} serves port {settings.gateway_port}")
        await ended.wait()


def _listen(address: str, port: int) -> socket.socket:
    """Listen on a port that processes share: the kernel spreads connections (SO_REUSEPORT)."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((address, port))
    return listener


if __name__ == "__main__":
    main()
