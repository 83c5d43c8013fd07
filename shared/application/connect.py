"""Opens and closes a player's connection: one live login, the newer supersedes (S4-17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from shared.application.entry_ports import Connection, Connections, Logins
from shared.application.ports import Coordination, Identity, Queues, Sockets, Subscriptions
from shared.application.subscribe import leave_presence
from shared.domain.codebattle.channels import PRESENCE

SUPERSEDED = 4001


class Parts(Protocol):
    """What connecting needs of the application."""

    @property
    def connections(self) -> Connections: ...
    @property
    def logins(self) -> Logins: ...
    @property
    def subscriptions(self) -> Subscriptions: ...
    @property
    def sockets(self) -> Sockets: ...
    @property
    def coordination(self) -> Coordination: ...
    @property
    def queues(self) -> Queues: ...
    @property
    def clock(self) -> Callable[[], datetime]: ...


def connect(parts: Parts, connection: str, identity: Identity) -> None:
    """Make this the player's live connection and close the one before it."""
    parts.connections.open(Connection(connection, identity, parts.clock()))
    previous = parts.logins.take_over(identity.player_id, connection)
    if previous is not None and previous != connection:
        parts.sockets.close(previous, SUPERSEDED, "superseded")
        disconnect(parts, previous)


def is_live(parts: Parts, connection: str, identity: Identity) -> bool:
    """Say whether nobody has superseded the connection."""
    return parts.logins.current(identity.player_id) == connection


def disconnect(parts: Parts, connection: str) -> None:
    """Forget a connection that has ended; a repeat changes nothing."""
    known = parts.connections.close(connection)
    channels = parts.subscriptions.remove_all(connection)
    if known is None:
        return
    parts.logins.leave(known.identity.player_id, connection)
    for channel in channels:
        if channel.startswith(PRESENCE):
            leave_presence(parts.coordination, parts.queues, channel, known.identity.username)
