"""Tells now and then what alarms watch."""

from __future__ import annotations

import asyncio

from functions.owner.calls import Calls
from shared.runtime.bootstrap import Application
from shared.runtime.observability import metric, one_line

WORKLOAD = "owner"
TELL_SECONDS = 20.0


async def beat(parts: Application, calls: Calls) -> None:
    """Tell for ever what this process has come to since it last told."""
    while True:
        await asyncio.sleep(TELL_SECONDS)
        tell(parts, calls)


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
