"""Reports the metrics that alarms watch, and each second which slots have an owner."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from functions.owner.calls import Calls
from shared.application.ports import CacheUnavailable
from shared.kernel.moments import milliseconds
from shared.runtime.bootstrap import Application
from shared.runtime.observability import metric, one_line

WORKLOAD = "owner"
TELL_SECONDS = 20.0
OWN_SECONDS = 1.0


async def beat(parts: Application, calls: Calls) -> None:
    """Report for ever what this process did since its last report."""
    while True:
        await asyncio.sleep(TELL_SECONDS)
        tell(parts, calls)


async def beat_slots(parts: Application) -> None:
    """Report for ever the slots that this process owns, while it is sure to own them."""
    while True:
        await asyncio.to_thread(tell_slots, parts)
        await asyncio.sleep(OWN_SECONDS)


def tell_slots(parts: Application) -> None:
    """Report the slots once, for operators' overviews; nothing else depends on it."""
    host = parts.journal.host
    with host.locked():
        slots = list(host.tenure().slots) if host.is_sure else []
    with suppress(CacheUnavailable):
        parts.overview.beat(slots, milliseconds(parts.clock()))


def tell(parts: Application, calls: Calls) -> None:
    """Report once."""
    figures = parts.journal.host.figures()
    with one_line(WORKLOAD):
        metric(WORKLOAD, "PutTime", figures.slowest_put * 1000, "Milliseconds")
        metric(WORKLOAD, "OwnBeatAge", figures.beat_age * 1000, "Milliseconds")
        metric(WORKLOAD, "Seals", figures.deposed)
        metric(WORKLOAD, "SlotsWithoutOwner", figures.unowned)
        metric(WORKLOAD, "FactsWaiting", figures.facts_waiting)
        metric(WORKLOAD, "Slots", figures.slots)
        metric(WORKLOAD, "SegmentAge", figures.segment_age, "Seconds")
        metric(WORKLOAD, "CommandsWaiting", calls.commands.waiting)
