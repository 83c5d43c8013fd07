"""A process that owns slots, in a thread of this one: real sockets, a journal in memory."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from msgspec.structs import replace

from functions.owner.limits import Limits
from functions.owner.serve import serving
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.store import JournalStore
from shared.adapters.owners.directory import Addresses
from shared.adapters.owners.log import OwnersLog
from shared.adapters.owners.log_of_owner import LogOfOwner
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
        return LogOfOwner(self.journal, OwnersLog(self.asking, self.codec))

    @once
    def asking(self) -> SlotOwners:
        return slot_owners(self)


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
    with serving_slots(store, (0,), Settings(shares=True)) as parts:
        yield parts


@contextmanager
def serving_slots(
    store: JournalStore, slots: Iterable[int], settings: Settings
) -> Iterator[OwnerApplication]:
    """Yield the application of a process that owns these slots from the start."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{listener.getsockname()[1]}"
    parts = OwnerApplication(store, replace(settings, address=address))
    parts.journal.host.claim(*slots)
    with owner(parts, listener):
        yield parts


def slot_owners(parts: OwnerApplication) -> SlotOwners:
    addresses = Addresses(parts.store, monotonic)
    return SlotOwners(addresses, parts.codec, CommandCodec(parts.games), monotonic, pause)


@contextmanager
def asking(parts: OwnerApplication) -> Iterator[SlotOwners]:
    """Yield what other processes ask the owners by."""
    owners = slot_owners(parts)
    try:
        yield owners
    finally:
        owners.close()


@contextmanager
def owners_log(store: JournalStore) -> Iterator[OwnersLog]:
    with served(store) as parts, asking(parts) as owners:
        yield OwnersLog(owners, parts.codec)
