"""How the bots are doing, live and in the end."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from cli.bots.tally import Tally
from cli.output import plain

FRAME_SECONDS = 0.25


async def live(tally: Tally, seconds: float, *, quiet: bool) -> None:
    """Draw until cancelled; nothing unless a person looks on."""
    if quiet or not sys.stdout.isatty():
        return
    with Live(refresh_per_second=1 / FRAME_SECONDS, transient=True) as screen:
        while True:
            now = time.monotonic()
            layout = Table.grid()
            layout.add_row(ProgressBar(seconds, min(now - tally.began, seconds), width=60))
            layout.add_row(summary_table(tally.summary(now)))
            screen.update(layout)
            await asyncio.sleep(FRAME_SECONDS)


def say_summary(summary: dict[str, Any]) -> None:
    Console().print(summary_table(summary))


def summary_table(summary: dict[str, Any]) -> Table:
    """The figures as a grid of names and values."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    grid.add_row("bots in", str(summary["joined"]))
    grid.add_row("commands", f"{summary['commands']} ({summary['commands_per_second']} a second)")
    grid.add_row("answered after", _latency(summary))
    grid.add_row("moves", _counts(summary["by_kind"]))
    grid.add_row("refused", _counts(summary["refused"]))
    grid.add_row("failed", _counts(summary["failed"]))
    grid.add_row("heard", _counts(summary["received"]))
    grid.add_row("reconnects", str(summary["reconnects"]))
    return grid


def _latency(summary: dict[str, Any]) -> str:
    if summary["p50_ms"] is None:
        return "nothing yet"
    return ", ".join(f"p{each} {summary[f'p{each}_ms']} ms" for each in (50, 95, 99))


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{plain(name)} {count}" for name, count in counts.items()) or "none"
