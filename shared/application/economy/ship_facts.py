"""Ships the economy's facts from the outbox to their stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol

from shared.application.economy.economy_activity import (
    is_active,
    note_activity,
    until_done,
)
from shared.application.economy.ports import Ports
from shared.application.ports import CacheUnavailable
from shared.economy.outbox import EconomyFact

LEASE = "ship-facts"
LEASE_MS = 60_000
AT_ONCE = 500
"""Maximum facts of each service read at once."""


class FactStream(Protocol):
    """The stream of the economy's facts; it keeps the facts of one key in order."""

    def put(self, facts: Sequence[EconomyFact]) -> Sequence[EconomyFact]:
        """Put facts, in order of their numbers; return those that are in the stream.

        If a fact could not be put, no later fact of its key is put.
        """


def ship_facts(
    ports: Ports, fact_stream: FactStream, until: datetime, measure: Callable[[timedelta], object]
) -> int:
    """Ship until the outbox is empty, nothing gets through, or time is up; return how many facts.

    If the outbox is read, `measure` is first called with how long the oldest fact has waited.

    A fact is removed once it is in the stream. A process that dies in between leaves it to be
    shipped again, and consumers recognise the repeat by its service and number. A second shipper
    would do no harm: the lease only saves work, and is skipped without a cache.
    """
    if not is_active(ports):
        return 0
    lease = None
    with suppress(CacheUnavailable):
        lease = ports.coordination.claim(LEASE, LEASE_MS)
        if lease is None:
            return 0
    try:
        with until_done(ports):
            return _ship(ports, fact_stream, until, measure)
    finally:
        if lease is not None:
            with suppress(CacheUnavailable):
                ports.coordination.release(LEASE, lease)


def _ship(
    ports: Ports, fact_stream: FactStream, until: datetime, measure: Callable[[timedelta], object]
) -> int:
    shipped = 0
    while (now := ports.clock()) < until:
        waiting = ports.outbox.waiting(AT_ONCE)
        if not shipped:
            measure(max((now - each.at for each in waiting), default=timedelta()))
        if not waiting:
            return shipped
        put = fact_stream.put(waiting)
        if not put:
            break
        ports.outbox.shipped(put)
        shipped += len(put)
    note_activity(ports.coordination, ports.clock())
    return shipped
