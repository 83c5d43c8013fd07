"""A process of the crowd: it gets its plan as a line of JSON, and reports in such lines."""

from __future__ import annotations

import asyncio
import gc
import sys
from time import monotonic

import uvloop
from msgspec.json import decode, encode

from cli.load.crowd import Crowd
from cli.load.plan import LONGEST_LINE, Plan, Report

REPORT_SECONDS = 0.5
RARELY = (100_000, 50, 1000)
"""Garbage collector thresholds: a full collection with 10,000 players is a visible pause."""


async def work() -> None:
    """Read the plan, say `ready`, read when to begin, and play until done or hung up on."""
    reader = asyncio.StreamReader(limit=LONGEST_LINE)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    plan = decode(await reader.readline(), type=Plan)
    _tell(Report(ready=True))
    line = await reader.readline()
    if not line:
        return
    crowd, stop = Crowd(plan, float(line)), asyncio.Event()
    stopping = asyncio.create_task(_wait_for_the_end(reader, stop))
    telling = asyncio.create_task(_report(crowd))
    await crowd.play(stop)
    telling.cancel()
    stopping.cancel()
    _tell(Report(crowd.recorder.take(monotonic()), over=True, accounts=plan.accounts))


async def _wait_for_the_end(reader: asyncio.StreamReader, stop: asyncio.Event) -> None:
    await reader.read()
    stop.set()


async def _report(crowd: Crowd) -> None:
    while True:
        await asyncio.sleep(REPORT_SECONDS)
        _tell(Report(crowd.recorder.take(monotonic())))


def _tell(report: Report) -> None:
    sys.stdout.buffer.write(encode(report) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    gc.set_threshold(*RARELY)
    uvloop.run(work())
