"""A bill: its lines, what they are for each player and each room, and what would change them."""

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
"""What the code battle's source ran on at its peak, on Fargate with 2 GB a core."""


class Bill(Struct, frozen=True):
    """What a month of traffic costs on a stage."""

    stage: Stage
    traffic: Traffic
    units: Units
    prices: PriceList

    @property
    def lines(self) -> list[Line]:
        """The dearest first; raises UnknownPrice and BadProfile."""
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
        """Yield what a tenth less of each number of the profile saves, the most first."""
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
    """Of the source's machines, for so many hours; without its load balancers and traffic."""
    cores = prices.dollars("fargate.processor_x86", SOURCE_CORES * hours)
    return cores + prices.dollars("fargate.memory_x86", SOURCE_GB * hours)
