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

    def unfollow(self, topic: str) -> None:
        """Hear nothing more of a topic from soon on; it changes nothing if it isn't followed.

        Like `follow` it may be called from any thread, and the last call of the two counts; what
        was told of the topic may still be heard for a moment. It counts as no loss.
        """

    def stop(self) -> None:
        """Hear nothing more."""
