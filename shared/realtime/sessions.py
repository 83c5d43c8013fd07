"""Counts frames for a host whose processes share only the cache."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from shared.application.players.connect import is_live
from shared.application.players.pace import Counted, Pace
from shared.application.players.pace import count as count_alone
from shared.application.players.ports import Ports, SessionOver
from shared.application.ports import CacheUnavailable
from shared.kernel.moments import milliseconds
from shared.kernel.players import Identity


def count(
    ports: Ports, connection: str, identity: Identity, now: datetime, *, good: bool
) -> Counted:
    """Count a frame, restarting a lost session; raise SessionOver for a superseded connection.

    Without the store only the login tells whether it is superseded, and each frame counts as the
    first.
    """
    with suppress(CacheUnavailable):
        counted = ports.sessions.count(connection, now, good=good)
        if counted is not None:
            return counted
    if not is_live(ports, connection, identity):
        raise SessionOver(connection)
    with suppress(CacheUnavailable):
        ports.sessions.open(connection)
        counted = ports.sessions.count(connection, now, good=good)
        if counted is not None:
            return counted
    return count_alone(Pace(), milliseconds(now), good=good)[1]
