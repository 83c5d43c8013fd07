"""The gateway's host for tests and benchmarks: real sockets, in-memory stores that hosts share."""

from __future__ import annotations

from collections.abc import Callable

from shared.adapters.memory.bus import InMemoryBus, InMemorySubscriber
from shared.adapters.memory.sockets import InMemorySockets
from shared.adapters.sockets.routed import RoutedSockets
from shared.application.channels.ports import MessageBus
from shared.application.commands.stream_cache import StreamCache
from shared.runtime.once import once
from tests.memory import MemoryApplication

SHARED = (
    "log",
    "leaderboard",
    "overview",
    "coordination",
    "subscriptions",
    "connections",
    "logins",
    "tickets",
    "players",
    "views",
    "queues",
    "bus",
    "time",
)


class GatewayApplication(MemoryApplication):
    """One process's application; `beside` is one that it shares all stores with."""

    def __init__(self, beside: GatewayApplication | None = None) -> None:
        super().__init__()
        if beside is not None:
            for name in SHARED:
                setattr(self, name, getattr(beside, name))

    @once
    def cache(self) -> StreamCache:
        return StreamCache(self.time.monotonic)

    @once
    def bus(self) -> MessageBus:
        return InMemoryBus()

    @once
    def sockets(self) -> RoutedSockets:  # type: ignore[override] # of all hosts
        return RoutedSockets(InMemorySockets(), self.bus)

    def bus_subscriber(
        self, receive: Callable[[str, bytes], None], lost: Callable[[], None]
    ) -> InMemorySubscriber:
        assert isinstance(self.bus, InMemoryBus)
        return self.bus.bus_subscriber(receive, lost)
