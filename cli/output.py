"""What the command line prints: tables for people, JSON for machines."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cli.outside import json_text, shown

PHASE_COLOURS = {"running": "green", "scheduled": "yellow", "ended": "dim"}


def say_json(value: object) -> None:
    print(json_text(value))


def say(sentence: str) -> None:
    print(shown(sentence))


def say_failure(sentence: str) -> None:
    print(shown(sentence), file=sys.stderr)


def say_progress(sentence: str) -> None:
    """Say on standard error what is going on, so that JSON on standard output stays whole."""
    print(shown(sentence), file=sys.stderr, flush=True)


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """Print a table: columns named `>…` are aligned right; those and the first do not wrap."""
    from rich.console import Console  # noqa: PLC0415 - --help must not wait for it
    from rich.table import Table  # noqa: PLC0415 - as above

    table = Table(title=title or None, title_justify="left", header_style="bold")
    for column in columns:
        right = column.startswith(">")
        table.add_column(
            column.lstrip(">"),
            justify="right" if right else "left",
            no_wrap=right or column == columns[0],
            overflow="fold",
        )
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def say_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Print names and values, aligned."""
    from rich.console import Console  # noqa: PLC0415 - --help must not wait for it
    from rich.table import Table  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    for name, value in pairs:
        grid.add_row(name, value)
    Console().print(grid)


def say_entries(entries: Iterable[tuple[str, str, str]]) -> None:
    """Print numbered entries, each with a heading and what is to be said of it beneath."""
    from rich.console import Console  # noqa: PLC0415 - --help must not wait for it
    from rich.table import Table  # noqa: PLC0415 - as above

    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", style="dim")
    grid.add_column(overflow="fold")
    for number, heading, text in entries:
        grid.add_row(number, f"{heading}\n{text}" if text else heading)
    Console().print(grid)


def phase_text(phase: str) -> str:
    return f"[{PHASE_COLOURS.get(phase, 'default')}]{phase}[/]"


def plain(value: Any) -> str:
    """A value of the API as a person reads it, safe for a terminal and no markup."""
    from rich.markup import escape  # noqa: PLC0415 - --help must not wait for it

    match value:
        case bool():
            text = "yes" if value else "no"
        case [{}, *_]:
            return f"{len(value)} of them: see --json"
        case list():
            text = ", ".join(map(str, value)) or "none"
        case dict():
            text = ", ".join(f"{name} {each}" for name, each in value.items()) or "none"
        case _:
            text = str(value)
    return escape(shown(text))


def utc_now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the command line stands apart from shared (ADR 5)


def parse_time(text: str) -> datetime:
    """Read an ISO time of the API."""
    return datetime.fromisoformat(text)


def span(length: timedelta) -> str:
    """A length of time in its two greatest units: `1 h 05 min`, `3 min 20 s`, `9 s`."""
    seconds = max(0, round(length.total_seconds()))
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {seconds:02} s" if minutes else f"{seconds} s"
