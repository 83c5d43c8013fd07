"""Ships the economy's facts: each minute, for most of it while there are any."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec import Struct

from shared.application.economy.ship_facts import FactStream, ship_facts
from shared.economy.outbox import EconomyFact
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import metric
from shared.runtime.observed import observed
from shared.runtime.spans import orders, span

WORKLOAD = "ship"
LONGEST = timedelta(seconds=35)
"""Time after which nothing new is begun: work in progress may still need its retries."""


class _Traced(Struct, frozen=True):
    """A stream that also writes a span for each order whose facts are put."""

    stream: FactStream

    def put(self, facts: Sequence[EconomyFact]) -> Sequence[EconomyFact]:
        with span(WORKLOAD, *orders(facts)):
            return self.stream.put(facts)


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    ship(application())


def ship(app: Application) -> int:
    """Ship facts and measure what was there.

    An alarm watches their age, and a metric costs by the hour.
    """
    shipped = ship_facts(app, _Traced(app.fact_stream), app.clock() + LONGEST, _measure)
    if shipped:
        metric(WORKLOAD, "FactsShipped", shipped)
    return shipped


def _measure(oldest: timedelta) -> None:
    metric(WORKLOAD, "OutboxAge", oldest.total_seconds(), "Seconds")
