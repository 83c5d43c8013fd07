"""Subscribes to topics on their nodes, and receives from all nodes at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from shared.adapters.valkey.connection import Connection, packed
from shared.adapters.valkey.node import Node

MOST_AT_ONCE = 100
"""Maximum messages read from one node before the next node has its turn."""

type Command = tuple[str, str]
"""`SSUBSCRIBE` or `SUNSUBSCRIBE`, and a topic."""


class Subscriber:
    """Holds one connection to each node that has a topic; for one thread.

    Methods raise what a broken connection raises: no connection is silently replaced.
    """

    def __init__(self, node_of: Callable[[str], Node]) -> None:
        """`node_of` returns a topic's node, always the same."""
        self._node_of = node_of
        self._connections: dict[Node, Connection] = {}
        self._unread: set[Connection] = set()
        self._selector = DefaultSelector()

    def send(self, commands: Iterable[Command]) -> None:
        """Send commands to the nodes of their topics; `receive` yields the answers."""
        batches: defaultdict[Connection, list[bytes]] = defaultdict(list)
        for command in commands:
            batches[self._connection(command[1])].append(packed(command))
        for connection, batch in batches.items():
            connection.send(b"".join(batch))

    def receive(self, seconds: float) -> Iterator[Any]:
        """Yield received messages, some of each node; wait at most `seconds` if there are none."""
        ready = self._selector.select(0 if self._unread else seconds)
        self._unread.update(key.data for key, _ in ready)
        for connection in tuple(self._unread):
            for _ in range(MOST_AT_ONCE):
                message = connection.heard()
                if message is None:
                    self._unread.remove(connection)
                    break
                yield message

    def close(self) -> None:
        self._selector.close()
        for connection in self._connections.values():
            connection.close()

    def _connection(self, topic: str) -> Connection:
        node = self._node_of(topic)
        connection = self._connections.get(node)
        if connection is None:
            connection = self._connections[node] = node.open()
            self._selector.register(connection, EVENT_READ, connection)
        return connection
