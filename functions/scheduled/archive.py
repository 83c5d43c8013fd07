"""Each hour: looks at the players whose hour has come. On Fargate the same, once, for a crowd."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from shared.application.archive.look_at_due import Limits, Work, look_at_due
from shared.application.lifecycle.playing import playing
from shared.runtime import clock
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import log, metric
from shared.runtime.observed import observed
from shared.runtime.settings import on_lambda

NIGHT_HOUR = 3
"""UTC, as of every clock of a day."""

LONGEST = timedelta(minutes=13)
"""No player is begun with later; the rest of a function's time is for those who were."""

AT_ONCE = 64
"""Objects of players that are on their way side by side."""

AT_ONCE_ON_LAMBDA = 8
"""A function has one connection to the database, which each of them waits for."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    """Where the database sleeps, look once a day: when housekeeping has woken it."""
    app = application()
    if not app.database_sleeps or app.clock().hour == NIGHT_HOUR:
        run(app, Limits(app.clock() + LONGEST))


def run(app: Application, limits: Limits) -> Counter[str]:
    """Look at all who are due; tell how many came to which tier."""
    began = clock.monotonic()

    def pace(done: int, rate: float) -> None:
        if rate:
            clock.sleep(max(0.0, done / rate - (clock.monotonic() - began)))

    names = sorted({*playing(app, app.clock() - app.tier_policy.cold_after)})
    busy = frozenset(app.players.ids_of(names).values())
    with ThreadPoolExecutor(AT_ONCE_ON_LAMBDA if on_lambda() else AT_ONCE) as pool:
        work = Work(pool.map, pace, lambda header: header.player in busy)
        tally = look_at_due(app, limits, work)
    for tier, players in sorted(tally.items()):
        metric("archive", f"Players{tier.title().replace('_', '')}", players)
    return tally


def main() -> None:
    """Archive whoever is due, at a rate and within a budget, then end: a task of its own.

    Started again it goes on where it was: players that are archived are not due any more.
    """
    app = application()
    number = {
        name: float(os.environ.get(f"RUMPUS_ARCHIVE_{name.upper()}", "0"))
        for name in ("most", "dollars", "rate")
    }
    limits = Limits(app.clock() + timedelta(days=30), int(number["most"]))
    tally = run(app, replace(limits, dollars=number["dollars"], rate=number["rate"]))
    log(", ".join(f"{tier} {players}" for tier, players in sorted(tally.items())))


if __name__ == "__main__":
    main()
