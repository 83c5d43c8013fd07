"""Ports of channels: sockets, subscriptions, and a bus between processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from msgspec import Struct

from shared.application.boards import ports


class ConnectionGone(Exception):  # noqa: N818 - a fact: the player's socket is closed
    """Nobody is at the other end of the connection."""


class Sockets(Protocol):
    """Players' connections, on any host."""

    def send(self, connection: str, frame: bytes) -> None:
        """Deliver one frame; raise ConnectionGone when nobody is there."""

    def close(self, connection: str, code: int, reason: str) -> None:
        """Close the connection; one that is already gone is no error."""


class Subscriber(Struct, frozen=True):
    """A connection subscribed to a channel; `offset` is the client's at the time of subscribing."""

    channel: str
    connection: str
    username: str
    offset: int = 0


class Subscriptions(Protocol):
    """The subscribers of each channel. Value channels are spread over buckets.

    A stream's channels, one per viewer, are stored together: `members` of the stream are the
    subscribers of all of them.
    """

    def add(self, subscriber: Subscriber) -> None:
        """Subscribe; a repeat replaces the offset."""

    def advance(self, subscriber: Subscriber) -> None:
        """Replace the offset of a present subscriber; one that has left stays away."""

    def remove(self, channel: str, connection: str) -> bool:
        """Unsubscribe; return False for a connection that was not subscribed."""

    def remove_all(self, connection: str) -> list[str]:
        """Forget a connection; return the channels that it was subscribed to."""

    def channels(self, connection: str) -> list[str]:
        """Return the channels that a connection is subscribed to; eventually consistent."""

    def buckets(self, channel: str) -> int:
        """Return how many buckets the channel is spread over."""

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        """Yield the subscribers of one bucket, or of all."""

    def listened(self, *, begin: bool = False) -> Callable[[str], bool]:
        """Look at all rooms once.

        Return a function that says whether a stream or value may have `members`. A client that
        subscribes after the look is not in it, but reads what was written before. `begin` is for a
        caller that may write: from its first look on, subscriptions are recorded. As long as older
        subscriptions remain, every channel may have members.
        """


class MessageBus(Protocol):
    """Carries messages between processes; it may lose some, and may raise CacheUnavailable."""

    def publish(self, topic: str, message: bytes) -> int:
        """Send to all processes that subscribe to the topic; return how many there are."""


class BusSubscriber(Protocol):
    """One process's subscriptions to topics; messages are delivered on another thread."""

    def start(self) -> None:
        """Begin to receive."""

    def subscribe(self, topic: str) -> None:
        """Begin soon to receive a topic's messages; idempotent."""

    def unsubscribe(self, topic: str) -> None:
        """Stop soon to receive a topic's messages; idempotent.

        Like `subscribe` it may be called from any thread; the last call of the two wins. A few
        messages may still arrive. Unsubscribing counts as no loss.
        """

    def stop(self) -> None:
        """Receive nothing more."""


class Ports(ports.Ports, Protocol):
    """The ports of channels: streams and values to show, and who is subscribed."""

    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def sockets(self) -> Sockets: ...
    @property
    def new_id(self) -> Callable[[], str]: ...
    @property
    def remove_stale(self) -> Callable[[str], None]:
        """Forget a connection that is gone."""
