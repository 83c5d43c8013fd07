"""Whether anything happens in the economy: where nothing does, its database may sleep.

What a process does each minute would keep a database awake that is paid for by the hour it is. So
it looks for a mark first, which whoever changes something leaves in the disposable store; without
the store there is always something to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from shared.application.economy_ports import Economy, Request, Results
from shared.application.ports import CacheUnavailable, Coordination
from shared.domain.economy.commands import EconomyCommand

KEY = "economy-active"
ACTIVE_MS = 15 * 60_000
"""After the last change; what is left undone by then keeps the mark alive."""

NOTED_EVERY = timedelta(minutes=1)
"""By each process, however much it changes."""


def note_activity(coordination: Coordination) -> None:
    with suppress(CacheUnavailable):
        coordination.put(KEY, b"1", ACTIVE_MS)


def is_active(coordination: Coordination) -> bool:
    try:
        return coordination.get(KEY) is not None
    except CacheUnavailable:
        return True


@contextmanager
def until_done(coordination: Coordination) -> Iterator[None]:
    """Have whatever fails tried again, also if nobody changes anything meanwhile."""
    try:
        yield
    except Exception:
        note_activity(coordination)
        raise


class NotedEconomy:
    """An economy whose changes are noted, before they are made: who dies after one has told."""

    def __init__(self, economy: Economy, coordination: Coordination) -> None:
        self._economy = economy
        self._coordination = coordination
        self._noted: datetime | None = None

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        if self._noted is None or request.now - self._noted >= NOTED_EVERY:
            note_activity(self._coordination)
            self._noted = request.now
        return self._economy.perform(request, command)
