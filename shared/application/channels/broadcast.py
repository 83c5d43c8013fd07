"""Posts one frame to all subscribers in a bucket of a channel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from shared.application.channels.ports import ConnectionGone, Ports, Subscriber


class Each(Protocol):
    """Runs a function for each subscriber, maybe several at once."""

    def __call__(
        self, work: Callable[[Subscriber], None], members: Iterable[Subscriber]
    ) -> None: ...


def broadcast(ports: Ports, each: Each, channel: str, bucket: int, frame: bytes) -> None:
    """Post a frame once to every subscriber.

    Remove a closed connection, and pass over a failed post. A subscriber of a value channel that
    misses a version sees the gap and subscribes again.
    """

    def send(member: Subscriber) -> None:
        try:
            ports.sockets.send(member.connection, frame)
        except ConnectionGone:
            ports.remove_stale(member.connection)

    each(send, ports.subscriptions.members(channel, bucket))
