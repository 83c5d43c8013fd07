"""Subscribes to topics on the nodes that they are on, and hears all nodes at the same time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from selectors import EVENT_READ, DefaultSelector
from typing import Any

from redis.exceptions import TimeoutError as NothingYet

MOST_AT_ONCE = 100
"""Messages of one node before the next has its turn."""

type Command = tuple[str, str]
"""`SSUBSCRIBE` or `SUNSUBSCRIBE`, and a topic."""


class Subscriber:
    """One connection to each node that a topic is on; for one thread.

    All raise what the client raises when a connection breaks: none is mended in silence.
    """

    def __init__(self, pool_of: Callable[[str], Any]) -> None:
        """`pool_of` returns the pool of connections to a topic's node, always the same."""
        self._pool_of = pool_of
        self._connections: dict[Any, Any] = {}
        self._unread: set[Any] = set()
        self._selector = DefaultSelector()

    def send(self, commands: Iterable[Command]) -> None:
        """Send commands to the nodes of their topics; the answers are received."""
        batches: defaultdict[Any, list[Command]] = defaultdict(list)
        for command in commands:
            batches[self._connection(command[1])].append(command)
        for connection, batch in batches.items():
            connection.send_packed_command(connection.pack_commands(batch))

    def receive(self, seconds: float) -> Iterator[Any]:
        """Yield what came, a part of each node's; wait so long at most if there is nothing."""
        ready = self._selector.select(0 if self._unread else seconds)
        self._unread.update(key.data for key, _ in ready)
        for connection in tuple(self._unread):
            for _ in range(MOST_AT_ONCE):
                message = _read(connection)
                if message is None:
                    self._unread.remove(connection)
                    break
                yield message

    def close(self) -> None:
        self._selector.close()
        for pool, connection in self._connections.items():
            connection.disconnect()
            pool.release(connection)

    def _connection(self, topic: str) -> Any:
        pool = self._pool_of(topic)
        connection = self._connections.get(pool)
        if connection is None:
            connection = self._connections[pool] = pool.get_connection()
            socket = connection._sock  # noqa: SLF001 - the client has no other name for it
            self._selector.register(socket, EVENT_READ, connection)
        return connection


def _read(connection: Any) -> Any:
    """Return a whole message or None; what came of the next one is kept by the connection."""
    try:
        return connection.read_response(disable_decoding=True, timeout=0, disconnect_on_error=False)
    except NothingYet:
        return None
