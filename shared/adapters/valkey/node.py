"""A node of Valkey with its pool of connections. Thread-safe."""

from __future__ import annotations

from collections import deque
from functools import lru_cache  # noqa: TID251 - at worst two threads make a context each
from typing import TYPE_CHECKING, Any

from hiredis import ReplyError

from shared.adapters.valkey.address import Address
from shared.adapters.valkey.connection import Argument, Connection, connect

if TYPE_CHECKING:
    from ssl import SSLContext

type Commands = tuple[tuple[Argument, ...], ...]

MOST_KEPT = 64


class Node:
    """Uses the newest connection first. Never retries a failed call: it may have had its effect."""

    def __init__(self, address: Address, seconds: float) -> None:
        self.address = address
        self._seconds = seconds
        self._kept: deque[Connection] = deque()

    def execute_command(self, *command: Argument) -> Any:
        """Return the reply; raise what a connection raises."""
        return self.execute((command,))

    def execute(self, commands: Commands) -> Any:
        """Send commands one after the other; return the reply to the last one."""
        connection = self._take() or self.open()
        reply = None
        try:
            for command in commands:
                reply = connection.ask(*command)
        except ReplyError:
            self._keep(connection)
            raise
        except BaseException:  # after any interruption the rest of a reply may still come
            connection.close()
            raise
        self._keep(connection)
        return reply

    def open(self, seconds: float = 0.0) -> Connection:
        """Open a connection, with the usual timeout or another. The caller closes it."""
        context = _tls_context() if self.address.tls else None
        return connect(self.address, context, seconds or self._seconds)

    def _take(self) -> Connection | None:
        while self._kept:
            try:
                connection = self._kept.pop()
            except IndexError:  # another thread was faster
                return None
            if not connection.is_dead():
                return connection
            connection.close()
        return None

    def _keep(self, connection: Connection) -> None:
        if len(self._kept) < MOST_KEPT:
            self._kept.append(connection)
        else:
            connection.close()


@lru_cache(1)
def _tls_context() -> SSLContext:
    import ssl  # noqa: PLC0415 - loaded only where TLS is used

    return ssl.create_default_context()
