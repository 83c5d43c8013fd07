"""Defines uses, the quantities of a month, and the lines of a bill that they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from cdk.bill.price_list import PriceList

HOURS = 730
MINUTES = HOURS * 60
SECONDS = MINUTES * 60
DAYS = HOURS / 24
GIGABYTE = 1e9
"""Bytes of a GB: AWS means 2^30, so with 10^9 a bill is 7 % too high rather than too low."""


class Use(Struct, frozen=True):
    """The quantity of a rate that a resource uses in a month."""

    resource: str
    rate: str
    quantity: float


class Line(Struct, frozen=True):
    """A line of a bill: its dollars share the tiers of its rate with all lines of that rate."""

    resource: str
    rate: str
    quantity: float
    dollars: float


def lines_of(uses: Iterable[Use], prices: PriceList) -> list[Line]:
    """Return one line for each resource and rate, the dearest first."""
    quantities: dict[tuple[str, str], float] = {}
    totals: dict[str, float] = {}
    for use in uses:
        place = use.resource, use.rate
        quantities[place] = quantities.get(place, 0) + use.quantity
        totals[use.rate] = totals.get(use.rate, 0) + use.quantity
    lines = [
        Line(resource, rate, quantity, prices.dollars(rate, totals[rate]) * quantity / totals[rate])
        for (resource, rate), quantity in quantities.items()
        if quantity
    ]
    return sorted(lines, key=lambda line: -line.dollars)


def total(lines: Iterable[Line]) -> float:
    return sum(line.dollars for line in lines)


def used(resource: str, quantities: Mapping[str, float]) -> Iterator[Use]:
    """Yield uses of one resource, by rate."""
    for rate, quantity in quantities.items():
        yield Use(resource, rate, quantity)


def by_resource(lines: Iterable[Line]) -> dict[str, float]:
    """Return the dollars of each resource, the dearest first."""
    dollars: dict[str, float] = {}
    for line in lines:
        dollars[line.resource] = dollars.get(line.resource, 0) + line.dollars
    return dict(sorted(dollars.items(), key=lambda each: -each[1]))
