"""Looks after the economy's tables each day: months to come, keys and trades that are over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from shared.application.keep_house import keep_house
from shared.runtime.bootstrap import Application, application

LONGEST = timedelta(minutes=10)
"""No job begins a new portion later; the rest of the time is for the last portion."""


def handler(_event: dict[str, Any], _context: object) -> None:
    keep(application())


def keep(app: Application) -> None:
    keep_house(app, app.clock() + LONGEST)
