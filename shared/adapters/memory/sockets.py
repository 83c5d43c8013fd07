"""In-memory twins of the adapters of sockets and of subscriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.json import decode

from shared.application.channels.ports import ConnectionGone, Subscriber
from shared.kernel.names import is_value, shown_by


class InMemorySockets:
    """Keeps the frames that were sent; a connection in `gone` raises ConnectionGone."""

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
    """One bucket for streams, four for values."""

    def __init__(self) -> None:
        self._members: dict[str, dict[tuple[str, str], Subscriber]] = {}

    def add(self, subscriber: Subscriber) -> None:
        members = self._members.setdefault(shown_by(subscriber.channel), {})
        members[subscriber.channel, subscriber.connection] = subscriber

    def advance(self, subscriber: Subscriber) -> None:
        members = self._members.get(shown_by(subscriber.channel), {})
        if (subscriber.channel, subscriber.connection) in members:
            self.add(subscriber)

    def remove(self, channel: str, connection: str) -> bool:
        members = self._members.get(shown_by(channel), {})
        return members.pop((channel, connection), None) is not None

    def remove_all(self, connection: str) -> list[str]:
        channels = self.channels(connection)
        for channel in channels:
            self.remove(channel, connection)
        return channels

    def channels(self, connection: str) -> list[str]:
        keys = (key for members in self._members.values() for key in members)
        return [channel for channel, each in keys if each == connection]

    def buckets(self, channel: str) -> int:
        return 4 if is_value(channel) else 1

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        buckets = self.buckets(channel)
        for member in list(self._members.get(channel, {}).values()):
            if bucket is None or sum(member.connection.encode()) % buckets == bucket:
                yield member

    def listened(self, *, begin: bool = False) -> Callable[[str], bool]:  # noqa: ARG002 - as the port
        return {shown for shown, members in self._members.items() if members}.__contains__
