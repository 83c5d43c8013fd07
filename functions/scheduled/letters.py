"""Brings dead letters into one index each minute, and carries out what operators wish for them."""

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
"""After so long nothing new is begun; the next minute goes on."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    letters(application())


def letters(app: Application) -> int:
    """Return how many letters were found or dealt with; an alarm watches those that were found."""
    now = app.clock()
    if found := collect(app, app.clock, now + COLLECTING):
        metric("letters", "DeadLetters", found)
    return found + carry_out(app, Time(app.clock, time.sleep), now + LONGEST)
