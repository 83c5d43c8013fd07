"""Each day: maintains the economy's tables, and lists every room of the log again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.application.economy.maintenance import maintain
from shared.application.lifecycle.project_room import project_every_room
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed

LONGEST = timedelta(minutes=10)
"""Time after which no job begins a new portion; the rest is for the last portion."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    keep(application())


def keep(app: Application) -> None:
    try:
        project_every_room(app)
    finally:
        maintain(app, app.trades, app.archive, app.clock() + LONGEST)
