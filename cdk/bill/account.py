"""A bill: its lines, its cost for each player and each room, and its levers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from cdk.bill.month import Month
from cdk.bill.price_list import PriceList
from cdk.bill.stage import Stage
from cdk.bill.traffic import Traffic
from cdk.bill.units import Units
from cdk.bill.use import HOURS, Line, lines_of, total
from cdk.bill.uses import uses

_LESS = 0.9
_MORE_IS_CHEAPER = {"sockets_of_task", "stay_minutes", "come_seconds"}

SOURCE_CORES, SOURCE_GB = 155, 310
"""Cores and GB of the code battle's source at its peak, on Fargate with 2 GB a core."""


class Bill(Struct, frozen=True):
    """The cost of a month of traffic on a stage."""

    stage: Stage
    traffic: Traffic
    units: Units
    prices: PriceList

    @property
    def lines(self) -> list[Line]:
        """Return the lines, the dearest first; raise UnknownPrice or BadProfile."""
        return lines_of(uses(self.month), self.prices)

    @property
    def month(self) -> Month:
        return Month(self.stage, self.traffic, self.units)

    @property
    def dollars(self) -> float:
        return total(self.lines)

    def where(self, **changed: Any) -> Bill:
        """Return the bill of other traffic."""
        return replace(self, traffic=replace(self.traffic, **changed))

    def levers(self) -> Iterator[tuple[str, float]]:
        """Yield what reducing each number of the profile by a tenth saves, the largest first."""
        now = self.dollars
        saved = [(what, now - less.dollars) for what, less in self._less()]
        yield from sorted((each for each in saved if each[1] > 0), key=lambda each: -each[1])

    def _less(self) -> Iterator[tuple[str, Bill]]:
        traffic = self.traffic
        for name in traffic.__struct_fields__:
            value = getattr(traffic, name)
            if isinstance(value, float | int) and value and name not in {"budget_usd", "rooms"}:
                tenth = 1 / _LESS if name in _MORE_IS_CHEAPER else _LESS
                yield name, self.where(**{name: value * tenth})
        for command, hourly in traffic.commands.items():
            yield command, self.where(commands={**traffic.commands, command: hourly * _LESS})


def source_dollars(prices: PriceList, hours: float = HOURS) -> float:
    """Return the cost of the source's machines, without its load balancers and traffic."""
    cores = prices.dollars("fargate.processor_x86", SOURCE_CORES * hours)
    return cores + prices.dollars("fargate.memory_x86", SOURCE_GB * hours)
