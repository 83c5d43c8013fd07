"""What processes that host sockets need of each other: a feed that may lose messages."""

from __future__ import annotations

from typing import Protocol


class Feed(Protocol):
    """What processes tell each other at once; it may be lost, and may raise CacheUnavailable."""

    def tell(self, topic: str, message: bytes) -> int:
        """Tell all processes that follow the topic; return how many there are."""


class Listener(Protocol):
    """One process's ear on the feed; what it hears is called from another thread."""

    def start(self) -> None:
        """Begin to hear."""

    def follow(self, topic: str) -> None:
        """Hear what is told of a topic from soon on; a repeat changes nothing."""

    def stop(self) -> None:
        """Hear nothing more."""
