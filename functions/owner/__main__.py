"""The entry of a slot owner's process: `python -m functions.owner`."""

from __future__ import annotations

import asyncio
import signal
import socket

import uvloop

from functions.owner.limits import Limits
from functions.owner.serve import serving
from shared.runtime.bootstrap import Application, application
from shared.runtime.foreign_logs import take_foreign_logs
from shared.runtime.observability import log
from shared.runtime.warm import OWNER, prepare


def main() -> None:
    """Serve until SIGTERM; then hand all slots over and end."""
    take_foreign_logs()
    parts = application()
    prepare(parts, OWNER)  # before it listens
    uvloop.run(_run(parts))


async def _run(parts: Application) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, ended.set)
    address = parts.settings.need("owner_address")
    port = int(address.rpartition(":")[2])
    listener = socket.create_server(("0.0.0.0", port))  # noqa: S104 - its network is closed
    async with serving(parts, listener, Limits()):
        log(f"owner {parts.journal.host.incarnation} serves port {port}")
        await ended.wait()


if __name__ == "__main__":
    main()
