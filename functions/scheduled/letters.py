"""Collects dead letters into one index each minute, and carries out operators' requests."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from shared.application.letters.index import collect
from shared.application.letters.operate import Time, carry_out
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import metric
from shared.runtime.observed import observed

COLLECTING, LONGEST = timedelta(seconds=20), timedelta(seconds=50)
"""Time limits for beginning anything new; the next minute goes on."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    letters(application())


def letters(app: Application) -> int:
    """Return how many letters were found or processed; an alarm watches the found ones."""
    now = app.clock()
    if found := collect(app, app.clock, now + COLLECTING):
        metric("letters", "DeadLetters", found)
    return found + carry_out(app, Time(app.clock, time.sleep), now + LONGEST)
