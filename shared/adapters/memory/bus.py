"""The message bus in memory, for the processes of one test."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

from shared.application.ports import CacheUnavailable


class InMemoryBus:
    """Hosts of one process may share it; while it is `down`, publishing fails."""

    def __init__(self) -> None:
        self.down = False
        self._subscribers: dict[str, list[Callable[[str, bytes], None]]] = {}
        self._lost: list[Callable[[], None]] = []
        self._lock = Lock()

    def mend(self) -> None:
        """End the outage, and tell subscribers that they may have missed messages."""
        self.down = False
        for lost in list(self._lost):
            lost()

    def publish(self, topic: str, message: bytes) -> int:
        if self.down:
            raise CacheUnavailable("the bus is down")
        with self._lock:
            subscribers = list(self._subscribers.get(topic, ()))
        for receive in subscribers:
            receive(topic, message)
        return len(subscribers)

    def bus_subscriber(
        self, receive: Callable[[str, bytes], None], lost: Callable[[], None] = lambda: None
    ) -> InMemorySubscriber:
        self._lost.append(lost)
        return InMemorySubscriber(self, receive)

    def subscribe(self, topic: str, receive: Callable[[str, bytes], None]) -> None:
        with self._lock:
            subscribers = self._subscribers.setdefault(topic, [])
            if receive not in subscribers:
                subscribers.append(receive)

    def unsubscribe(self, topic: str, receive: Callable[[str, bytes], None]) -> None:
        with self._lock:
            subscribers = self._subscribers.get(topic, [])
            if receive in subscribers:
                subscribers.remove(receive)
            if not subscribers:
                self._subscribers.pop(topic, None)

    def leave(self, receive: Callable[[str, bytes], None]) -> None:
        with self._lock:
            for subscribers in self._subscribers.values():
                if receive in subscribers:
                    subscribers.remove(receive)


class InMemorySubscriber:
    """A subscriber to topics of the bus."""

    def __init__(self, bus: InMemoryBus, receive: Callable[[str, bytes], None]) -> None:
        self._bus = bus
        self._receive = receive

    def start(self) -> None:
        """Do nothing: there is no connection to open."""

    def subscribe(self, topic: str) -> None:
        self._bus.subscribe(topic, self._receive)

    def unsubscribe(self, topic: str) -> None:
        self._bus.unsubscribe(topic, self._receive)

    def stop(self) -> None:
        self._bus.leave(self._receive)
