"""Ships the economy's facts each minute, for most of it while there are any."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.application.economy.ship_facts import ship_facts
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import metric
from shared.runtime.observed import observed

WORKLOAD = "ship"
LONGEST = timedelta(seconds=35)
"""What is under way by then may still have to wait for its tries."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    ship(application())


def ship(app: Application) -> int:
    """Measure what there is; an alarm watches the age, and a metric is paid for by its hours."""
    shipped = ship_facts(app, app.fact_stream, app.clock() + LONGEST, _measure)
    if shipped:
        metric(WORKLOAD, "FactsShipped", shipped)
    return shipped


def _measure(oldest: timedelta) -> None:
    metric(WORKLOAD, "OutboxAge", oldest.total_seconds(), "Seconds")
