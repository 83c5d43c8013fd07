"""Tells now and then what alarms watch, and each second which slots have an owner."""

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
    """Tell for ever what this process has come to since it last told."""
    while True:
        await asyncio.sleep(TELL_SECONDS)
        tell(parts, calls)


async def beat_slots(parts: Application) -> None:
    """Say for ever which slots this process owns, while it is sure that it does."""
    while True:
        await asyncio.to_thread(tell_slots, parts)
        await asyncio.sleep(OWN_SECONDS)


def tell_slots(parts: Application) -> None:
    """Say once, for operators' overviews; nothing else depends on it."""
    host = parts.journal.host
    with host.locked():
        slots = list(host.tenure().slots) if host.is_sure else []
    with suppress(CacheUnavailable):
        parts.overview.beat(slots, milliseconds(parts.clock()))


def tell(parts: Application, calls: Calls) -> None:
    """Tell once."""
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
