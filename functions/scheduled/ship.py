"""Ships the economy's facts each minute, for most of it while there are any."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.application.ship_facts import ship_facts
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import metric

LONGEST = timedelta(seconds=35)
"""What is under way by then may still have to wait for its tries."""


def handler(_event: dict[str, Any], _context: object) -> None:
    ship(application())


def ship(app: Application) -> int:
    shipped = ship_facts(app, app.clock() + LONGEST)
    metric("ship", "FactsShipped", shipped)
    return shipped
