"""The bus as a process publishes to it: its own messages, which come back, are known by their hash.

They were delivered here before they were published, so they need neither decoding nor a turn of the
loop.
"""

from __future__ import annotations

from shared.application.channels.ports import MessageBus

MOST = 10_000
"""Messages whose echo is awaited; of a room that is not subscribed to none comes."""


class Echoes:
    """May be shared by threads. What it has forgotten is read again, and changes nothing."""

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        self._awaited: set[int] = set()

    def publish(self, topic: str, message: bytes) -> int:
        """Publish what was delivered here already."""
        if len(self._awaited) >= MOST:
            self._awaited.clear()
        self._awaited.add(hash(message))
        return self._bus.publish(topic, message)

    def has(self, message: bytes) -> bool:
        """Whether a message is such an echo; it comes back once."""
        echo = hash(message)
        if echo not in self._awaited:
            return False
        self._awaited.discard(echo)
        return True
