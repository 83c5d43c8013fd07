"""Starts gateways before rooms start, each minute."""

from __future__ import annotations

from typing import Any

from shared.application.lifecycle.prescale import Plan
from shared.application.lifecycle.prescale import prescale as keep_ready
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import metric
from shared.runtime.observed import observed
from shared.workloads import SOCKETS_OF_TASK


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    prescale(application())


def prescale(app: Application) -> int:
    settings = app.settings
    plan = Plan(
        settings.fleet_fewest,
        settings.fleet_most,
        SOCKETS_OF_TASK,
        settings.placement,
        settings.placement_size,
    )
    fewest = keep_ready(app, app.fleet, plan)
    metric("prescale", "GatewaysKept", fewest)
    return fewest
