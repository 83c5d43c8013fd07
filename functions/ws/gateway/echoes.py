"""Recognises, by hash, a process's own messages when the bus brings them back.

They were delivered here before they were published, so they need no decoding and no turn of the
loop.
"""

from __future__ import annotations

from shared.application.channels.ports import MessageBus

MOST = 10_000
"""Maximum echoes awaited; a message of a room without a subscription has none."""


class Echoes:
    """Hashes of published messages; threads may share it.

    A forgotten echo is read again, to no effect.
    """

    def __init__(self, bus: MessageBus) -> None:
        self._bus = bus
        self._awaited: set[int] = set()

    def publish(self, topic: str, message: bytes) -> int:
        """Publish messages that were already delivered here."""
        if len(self._awaited) >= MOST:
            self._awaited.clear()
        self._awaited.add(hash(message))
        return self._bus.publish(topic, message)

    def has(self, message: bytes) -> bool:
        """Whether a message is an echo; each comes back once."""
        echo = hash(message)
        if echo not in self._awaited:
            return False
        self._awaited.discard(echo)
        return True
