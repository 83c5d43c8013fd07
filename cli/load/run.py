"""Starts the processes of the crowd together, and adds up what they report."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from msgspec.json import decode, encode

from cli.failure import Failed
from cli.load.plan import LONGEST_LINE, Account, Plan, Report
from cli.load.results import Results

HEAD_START = 0.2
"""Seconds from telling the processes to their beginning: all begin together."""


class Run:
    """`results` grows while it runs; `accounts` have the newest tokens when it is over."""

    def __init__(self, plans: list[Plan], show: Callable[[Run], None]) -> None:
        self.results = Results()
        self.accounts: list[Account] = []
        self.began = 0.0
        self._plans = plans
        self._show = show
        self._processes: list[Process] = []

    @property
    def seconds(self) -> float:
        """Seconds since the beginning; 0 before it."""
        return max(0.0, monotonic() - self.began) if self.began else 0.0

    async def play(self) -> None:
        """Return when all is over; when it is cancelled, the crowd leaves early."""
        try:
            for plan in self._plans:
                self._processes.append(await _start(plan))
            self.began = monotonic() + HEAD_START
            for each in self._processes:
                _write(each, str(self.began).encode() + b"\n")
            following = asyncio.gather(*map(self._follow, self._processes))
            try:
                await asyncio.shield(following)
            except asyncio.CancelledError:
                self._hang_up()
                await following
                raise
        finally:
            self._hang_up()
            for each in self._processes:
                await each.wait()

    async def _follow(self, process: Process) -> None:
        assert process.stdout is not None
        while line := await process.stdout.readline():
            report = decode(line, type=Report)
            self.results.merge(report.results)
            self.accounts += report.accounts
            self._show(self)
            if report.over:
                return
        raise Failed("A process of the crowd broke; what it said stands above.")

    def _hang_up(self) -> None:
        for each in self._processes:
            if each.stdin is not None:
                each.stdin.close()


async def _start(plan: Plan) -> Process:
    """Start a process out of the reach of Ctrl-C, and wait until it is ready."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli.load.worker",
        stdin=PIPE,
        stdout=PIPE,
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    assert process.stdout is not None
    _write(process, encode(plan) + b"\n")
    if not await process.stdout.readline():
        await process.wait()
        raise Failed("A process of the crowd can't start; what it said stands above.")
    return process


def _write(process: Process, data: bytes) -> None:
    assert process.stdin is not None
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
