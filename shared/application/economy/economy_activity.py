"""Tells whether the economy is active; while it is not, its database may sleep.

Work that a process does each minute would keep a database awake that is billed by the hour. So,
where the database sleeps, the process first looks for a mark in the cache, which every change
leaves there. The mark holds the time of the change, and stays long after: without the store, or in
one that has lost the mark, there may be something to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from shared.application.economy.ports import Economy, Ports, Request, Results
from shared.application.ports import CacheUnavailable, Coordination
from shared.economy.commands import EconomyCommand, Transfer

KEY = "economy-active"
ACTIVE = timedelta(minutes=5)
"""Time for which a change counts as activity: a few ticks of the clock.

Work left undone renews the mark.
"""

KEPT = timedelta(days=2)
"""Lifetime of the mark, longer than between two housekeepings: a missing mark was lost."""

NOTED_EVERY = timedelta(minutes=1)
"""Minimum time between two marks of one process, however much it changes."""


def note_activity(coordination: Coordination, now: datetime) -> bool:
    """Leave the mark; return whether it was left."""
    mark = str(now.timestamp()).encode()
    try:
        coordination.put(KEY, mark, int(KEPT.total_seconds() * 1000))
    except CacheUnavailable:
        return False
    return True


def is_active(ports: Ports) -> bool:
    """Whether there may be work worth waking the database for."""
    if not ports.database_sleeps:
        return True
    now = ports.clock()
    try:
        mark = ports.coordination.get(KEY)
    except CacheUnavailable:
        return True
    if mark is None:
        note_activity(ports.coordination, now)
        return True
    return now.timestamp() - float(mark) < ACTIVE.total_seconds()


@contextmanager
def until_done(ports: Ports) -> Iterator[None]:
    """Run a block; if it fails, renew the mark, so that it is retried even without changes."""
    try:
        yield
    except Exception:
        note_activity(ports.coordination, ports.clock())
        raise


class NotedEconomy:
    """An economy that leaves the mark before each change: a crash after it loses no mark."""

    def __init__(self, economy: Economy, coordination: Coordination) -> None:
        self._economy = economy
        self._coordination = coordination
        self._noted: datetime | None = None

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        self._note(request.now)
        return self._economy.perform(request, command)

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        self._note(now)
        self._economy.transfer_each(scope, transfers, now)

    def _note(self, now: datetime) -> None:
        if self._noted is None or now - self._noted >= NOTED_EVERY:
            self._noted = now if note_activity(self._coordination, now) else None
