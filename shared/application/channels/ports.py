"""What channels need from the world: sockets, subscriptions, and a bus between processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

from msgspec import Struct

from shared.application.boards import ports


class ConnectionGone(Exception):  # noqa: N818 - a fact: the player's socket is closed
    """Nobody is at the other end of the connection."""


class Sockets(Protocol):
    """Players' connections, whoever hosts them."""

    def send(self, connection: str, frame: bytes) -> None:
        """Deliver one frame; raise ConnectionGone when nobody is there."""

    def close(self, connection: str, code: int, reason: str) -> None:
        """Close the connection; one that is already gone is no error."""


class Subscriber(Struct, frozen=True):
    """A connection that listens to a channel; `offset` is what it had when it subscribed."""

    channel: str
    connection: str
    username: str
    offset: int = 0


class Subscriptions(Protocol):
    """Who listens to which channel. Channels of values are spread over buckets.

    The channels of a stream, one a viewer, lie together: `members` of the stream are the
    subscribers of all of them.
    """

    def add(self, subscriber: Subscriber) -> None:
        """Subscribe; a repeat replaces the offset."""

    def advance(self, subscriber: Subscriber) -> None:
        """Replace the offset of one that is there; one that has left stays away."""

    def remove(self, channel: str, connection: str) -> bool:
        """Unsubscribe; False for one that was not there."""

    def remove_all(self, connection: str) -> list[str]:
        """Forget a connection; return the channels that it listened to."""

    def channels(self, connection: str) -> list[str]:
        """The channels that a connection listens to; eventually consistent."""

    def buckets(self, channel: str) -> int:
        """How many buckets the channel is spread over."""

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        """Yield the subscribers of one bucket, or of all."""

    def listened(self, *, begin: bool = False) -> Callable[[str], bool]:
        """Look once at all rooms; the answer says whether a stream or value may have `members`.

        Who subscribes after the look is not in it: it reads then what was written before. `begin`
        is for a caller that may write: from its first look on, it is kept who subscribes. Until
        those who came earlier are gone, everything may have members.
        """


class MessageBus(Protocol):
    """Carries messages between processes; it may lose some, and may raise CacheUnavailable."""

    def publish(self, topic: str, message: bytes) -> int:
        """Send to all processes that subscribe to the topic; return how many there are."""


class BusSubscriber(Protocol):
    """One process's subscriptions; messages are handed over in another thread."""

    def start(self) -> None:
        """Begin to receive."""

    def subscribe(self, topic: str) -> None:
        """Receive a topic's messages from soon on; a repeat changes nothing."""

    def unsubscribe(self, topic: str) -> None:
        """Receive nothing more of a topic from soon on; a repeat changes nothing.

        Like `subscribe` it may be called from any thread, and the last call of the two counts.
        Some messages may still come for a moment. It counts as no loss.
        """

    def stop(self) -> None:
        """Receive nothing more."""


class Ports(ports.Ports, Protocol):
    """What channels are made of: what they show, and who is subscribed."""

    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def sockets(self) -> Sockets: ...
    @property
    def new_id(self) -> Callable[[], str]: ...
    @property
    def remove_stale(self) -> Callable[[str], None]:
        """Forget a connection that is gone."""
