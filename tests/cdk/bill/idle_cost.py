"""What idling costs, by resource."""

from __future__ import annotations

from collections.abc import Iterable

from cdk.bill.idle import idle
from cdk.bill.price_list import price_list
from cdk.bill.stage import Stage, Template
from cdk.bill.use import by_resource, lines_of


def idle_cost(templates: Iterable[Template]) -> dict[str, float]:
    return by_resource(lines_of(idle(Stage(templates)), price_list()))
