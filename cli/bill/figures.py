"""The figures of a bill, as `--json` writes them and tables and the page show them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from msgspec import to_builtins

from cdk.bill.account import SOURCE_CORES, Bill, source_dollars
from cdk.bill.crossovers import crossovers
from cdk.bill.use import Line, by_resource

STEPS = 8
"""Points of the plot over the number of players."""


def figures(name: str, bill: Bill, budget: float | None, today: date) -> dict[str, Any]:
    lines, traffic = bill.lines, bill.traffic
    dollars = sum(line.dollars for line in lines)
    return {
        "profile": name,
        "title": traffic.title,
        "prices": bill.prices.age(today, [line.rate for line in lines]),
        "dollars": dollars,
        "budget": budget,
        "good": budget is None or dollars <= budget,
        "a_player_month": dollars / traffic.average if traffic.average else None,
        "a_room": dollars / traffic.rooms if traffic.rooms else None,
        "lines": [_line(bill, line, dollars) for line in lines],
        "resources": by_resource(lines),
        "levers": [{"what": what, "saves": saves} for what, saves in bill.levers()],
        "crossovers": to_builtins(list(crossovers(bill))),
        "source": _source(bill),
        "by_players": list(_by_players(bill)),
    }


def _line(bill: Bill, line: Line, dollars: float) -> dict[str, Any]:
    row = bill.prices[line.rate].first
    return {
        "resource": line.resource,
        "rate": line.rate,
        "quantity": line.quantity,
        "unit": row.unit,
        "usd": float(row.usd),
        "dollars": line.dollars,
        "share": line.dollars / dollars,
        "usage_type": row.usage_type,
        "how": row.how,
        "source": row.source,
        "read": row.read.isoformat(),
    }


def _source(bill: Bill) -> dict[str, Any]:
    """The source's machines, while the crowd is there and left on."""
    return {
        "cores": SOURCE_CORES,
        "while_played": source_dollars(bill.prices, bill.traffic.hours),
        "all_month": source_dollars(bill.prices),
    }


def _by_players(bill: Bill) -> Iterator[dict[str, float]]:
    for step in range(STEPS + 1) if bill.traffic.players else ():
        players = bill.traffic.players * step / STEPS * 2
        yield {"players": players, "dollars": bill.where(players=players).dollars}
