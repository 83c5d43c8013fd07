"""A process that owns slots, as it is deployed, on a journal in memory that takes its time."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from random import Random

import uvloop

from bench.gateway.server import announce, until_end
from cli.rehearse.models import Latency, read_models
from functions.owner.limits import Limits
from functions.owner.serve import serving
from shared.adapters.journal.protocol import Written
from shared.adapters.journal.settings import Settings
from shared.adapters.memory.journal import InMemoryJournal
from tests.owners.served import OwnerApplication

KEY = b"of the bench, on this machine alone"


class SlowJournal(InMemoryJournal):
    """Waits before each put, for as long as a rehearsal's model says."""

    def __init__(self, put: Latency) -> None:
        super().__init__()
        self._put_takes = put
        self._chance = Random(1)  # noqa: S311 - a model, not a secret

    def put(self, incarnation: str, position: int, entry: bytes) -> Written:
        time.sleep(self._put_takes.draw(self._chance))
        return super().put(incarnation, position, entry)


async def _serve() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    settings = Settings(shares=True, address=f"127.0.0.1:{port}", key=KEY)
    parts = OwnerApplication(SlowJournal(read_models().put), settings)
    ended = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().add_reader(sys.stdin, until_end(ended))
    async with serving(parts, listener, Limits()):
        announce(port)
        await ended


if __name__ == "__main__":
    uvloop.run(_serve())
