"""In-memory twins of the sockets and of who listens to what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.json import decode

from shared.application.channels.ports import ConnectionGone, Subscriber
from shared.kernel.names import is_private


class InMemorySockets:
    """Keeps what was sent; a connection that is in `gone` answers ConnectionGone."""

    def __init__(self) -> None:
        self.sent: dict[str, list[dict[str, Any]]] = {}
        self.closed: dict[str, tuple[int, str]] = {}
        self.gone: set[str] = set()

    def send(self, connection: str, frame: bytes) -> None:
        if connection in self.gone or connection in self.closed:
            raise ConnectionGone(connection)
        self.sent.setdefault(connection, []).append(decode(frame))

    def close(self, connection: str, code: int, reason: str) -> None:
        self.closed[connection] = (code, reason)


class InMemorySubscriptions:
    """One bucket for private channels, four for others."""

    def __init__(self) -> None:
        self._members: dict[str, dict[str, Subscriber]] = {}

    def add(self, channel: str, subscriber: Subscriber) -> None:
        self._members.setdefault(channel, {})[subscriber.connection] = subscriber

    def advance(self, channel: str, subscriber: Subscriber) -> None:
        if subscriber.connection in self._members.get(channel, {}):
            self.add(channel, subscriber)

    def remove(self, channel: str, connection: str) -> bool:
        return self._members.get(channel, {}).pop(connection, None) is not None

    def remove_all(self, connection: str) -> list[str]:
        channels = self.channels(connection)
        for channel in channels:
            self.remove(channel, connection)
        return channels

    def channels(self, connection: str) -> list[str]:
        return [each for each, members in self._members.items() if connection in members]

    def buckets(self, channel: str) -> int:
        return 1 if is_private(channel) else 4

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        buckets = self.buckets(channel)
        for member in list(self._members.get(channel, {}).values()):
            if bucket is None or sum(member.connection.encode()) % buckets == bucket:
                yield member
