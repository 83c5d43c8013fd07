"""A process that owns slots, in a thread of this one: real sockets, a journal in memory."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from functions.owner.limits import Limits
from functions.owner.serve import serving
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.store import JournalStore
from shared.adapters.owners.directory import Addresses
from shared.adapters.owners.log import OwnersLog
from shared.adapters.owners.slot_owners import SlotOwners
from shared.runtime.clock import monotonic, new_id, pause
from shared.runtime.once import once
from shared.wire.owner_calls import CommandCodec
from shared.wire.packed import PackedCodec
from tests.gateway_host import GatewayApplication


class OwnerApplication(GatewayApplication):
    """All of its games are in the journal."""

    def __init__(self, store: JournalStore, settings: Settings) -> None:
        super().__init__()
        self.store = store
        self.own = settings

    @once
    def journal(self) -> JournalLog:
        return JournalLog(self.store, PackedCodec(self.games), new_id, self.own)

    @once
    def log(self) -> Any:
        return self.journal


@contextmanager
def owner(parts: OwnerApplication, listener: socket.socket) -> Iterator[None]:
    """Serve until the block ends."""
    ready, over = Event(), Event()

    async def serve() -> None:
        async with serving(parts, listener, Limits()):
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        ready.wait(60)
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def served(store: JournalStore) -> Iterator[OwnerApplication]:
    """Yield the application of a process that owns slots; it is reached by the store's rows."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings = Settings(shares=True, address=f"127.0.0.1:{listener.getsockname()[1]}")
    parts = OwnerApplication(store, settings)
    parts.journal.host.claim(0)
    with owner(parts, listener):
        yield parts


@contextmanager
def asking(parts: OwnerApplication) -> Iterator[SlotOwners]:
    """Yield what other processes ask the owners by."""
    addresses = Addresses(parts.store, monotonic)
    owners = SlotOwners(addresses, parts.codec, CommandCodec(parts.games), monotonic, pause)
    try:
        yield owners
    finally:
        owners.close()


@contextmanager
def owners_log(store: JournalStore) -> Iterator[OwnersLog]:
    with served(store) as parts, asking(parts) as owners:
        yield OwnersLog(owners, parts.codec)
