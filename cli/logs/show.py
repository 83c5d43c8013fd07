"""Lines and traces as a person reads them in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from cli.logs.store import Entry
from cli.outside import shown

WIDTH = 36
"""Characters of the bar of a whole trace."""


def line_of(entry: Entry) -> str:
    """Return an entry on one line: when, how bad, where, what, about whom."""
    when = datetime.fromtimestamp(entry.at / 1000, UTC).astimezone()
    what = {"span": f"{entry.name} {entry.ms or 0:.1f} ms", "metric": entry.metrics}
    about = [
        *(each for each in (entry.stream or entry.game, entry.player) if each),
        *([f"trace {entry.trace}"] if entry.trace else []),
    ]
    told = [
        f"{when:%H:%M:%S}.{entry.at % 1000:03}",
        f"{entry.level or entry.kind:7}",
        f"{entry.workload:13}",
        what.get(entry.kind, entry.message or ""),
        *([entry.error] if entry.error else []),
        *([f"[{', '.join(about)}]"] if about else []),
        *([f"at {entry.place}"] if entry.place else []),
    ]
    return shown("  ".join(told))


def waterfall(entries: Sequence[Entry]) -> Iterator[tuple[str, str, str, str]]:
    """Yield what a trace consists of, in order: what, where, the milliseconds and a bar.

    Processes have clocks of their own, so what follows may seem to begin a little early.
    """
    spans = [each for each in entries if each.kind == "span"]
    if not spans:
        return
    began = min(each.at for each in spans)
    whole = max(each.at + each.ms for each in spans) - began or 1.0
    ids = {each.span for each in spans}
    for each in sorted(spans, key=lambda each: (each.at, each.parent in ids)):
        indent = "  " if each.parent in ids else ""
        failed = f" {each.error}" if each.error else ""
        place = " ".join(part for part in (each.workload, each.stream) if part)
        bar = _bar((each.at - began) / whole, each.ms / whole)
        yield f"{indent}{each.name}{failed}", place, f"{each.ms:.1f}", bar


def _bar(start: float, length: float) -> str:
    before = min(int(start * WIDTH), WIDTH - 1)
    return " " * before + "█" * max(1, min(round(length * WIDTH), WIDTH - before))
