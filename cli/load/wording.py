"""How figures are written, in the terminal and on the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.load.verdict import Row

NOTHING = "-"
WHOLE, TENTHS = 100, 10
"""Values from which a figure has no decimals, or one; a smaller figure has two."""

VERDICTS = {True: "met", False: "missed", None: "no data"}


def amount(value: float | None) -> str:
    """A figure to three places or so: `0.42`, `18.2`, `1,985`."""
    if value is None:
        return NOTHING
    digits = 0 if abs(value) >= WHOLE else 1 if abs(value) >= TENTHS else 2
    return _short(f"{value:,.{digits}f}")


def spread(latency: Mapping[str, float | None]) -> str:
    """Percentiles in one line."""
    return ", ".join(f"{name} {amount(value)}" for name, value in latency.items()) + " ms"


def counts(values: Mapping[str, float | None], *, zeros: bool = False) -> str:
    """Names and figures in one line; names that count nothing are left out."""
    told = (
        f"{name.replace('_', ' ')} {amount(value)}"
        for name, value in values.items()
        if value or zeros
    )
    return ", ".join(told) or NOTHING


def besides(figures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What was seen beside requests, by its name."""
    hits = figures["board_hits_percent"]
    yield "most connected", amount(figures["most_connected"])
    yield "frames", counts(figures["frames"])
    yield "bytes, a player and second", counts(figures["bytes_per_player_second"])
    yield "order of messages", counts(figures["order"], zeros=True)
    yield "looks at the board", counts(figures["board_looks"])
    yield "of them without a board sent", NOTHING if hits is None else f"{amount(hits)} %"
    yield "what happened", counts(figures["events"])
    yield "generator's processor time", f"{amount(figures['generator_cpu_seconds'])} s"


def limit(row: Row) -> str:
    return f"{'≥' if row.at_least else '≤'} {row.limit:g} {row.unit}".rstrip()


def measured(row: Row) -> str:
    """Format a percentage with three decimals: the promised values are near 100."""
    if row.measured is None:
        return NOTHING
    value = _short(f"{row.measured:.3f}") if row.unit == "%" else amount(row.measured)
    return f"{value} {row.unit}".rstrip()


def conclusion(rows: Sequence[Row]) -> str:
    """What to say of the whole run."""
    missed = sum(row.met is False for row in rows)
    if not missed:
        return "All promises were kept."
    return f"{missed} of {len(rows)} promises {'was' if missed == 1 else 'were'} not kept."


def _short(figure: str) -> str:
    return figure.rstrip("0").rstrip(".") if "." in figure else figure
