"""Each hour: looks at journals, and at the players whose hour has come.

On Fargate the latter, once, for a crowd; on own machines the latter each hour.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from shared.application.archive.look_at_due import Limits, Work, look_at_due
from shared.application.lifecycle.playing import playing
from shared.application.ports import Unavailable
from shared.runtime import clock
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import log, log_fault, metric
from shared.runtime.observed import observed
from shared.runtime.settings import on_lambda

if TYPE_CHECKING:
    from shared.adapters.journal.sweep import Sweep

NIGHT_HOUR = 3
"""UTC, as of every clock of a day."""

HOUR_SECONDS = 3600

LONGEST = timedelta(minutes=13)
"""No player is begun with later; the rest of a function's time is for those who were."""

MOST_DAYS = timedelta(days=30)
"""No run of a task lasts longer."""

MARKED = timedelta(days=1)
"""For less than that a player may have been here after it was last noted."""

AT_ONCE = 64
"""Objects of players that are on their way side by side."""

AT_ONCE_ON_LAMBDA = 8
"""A function has one connection to the database, which each of them waits for."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    """Where the database sleeps, look for players once a day: when housekeeping has woken it."""
    app = application()
    limits = Limits(app.clock() + LONGEST)
    try:
        if app.sweep is not None:
            keep_journals(app.sweep)
    finally:
        if has_hour(app):
            run(app, limits)


def keep_journals(sweep: Sweep) -> None:
    """Write to segments what no owner has; an alarm tells of what can't be."""
    if failed := sweep.run():
        raise Unavailable(f"no segments can be written of {', '.join(failed)}")


def has_hour(app: Application) -> bool:
    """Whether players are looked for in this hour."""
    return not app.database_sleeps or app.clock().hour == NIGHT_HOUR


def run(app: Application, limits: Limits) -> Counter[str]:
    """Look at all who are due; tell how many came to which tier."""
    began = clock.monotonic()

    def pace(done: int, rate: float) -> None:
        if rate:
            clock.sleep(max(0.0, done / rate - (clock.monotonic() - began)))

    since = app.clock() - app.tier_policy.cold_after + MARKED
    names = sorted({*playing(app, since)})
    busy = frozenset(app.players.ids_of(names).values())
    with ThreadPoolExecutor(AT_ONCE_ON_LAMBDA if on_lambda() else AT_ONCE) as pool:
        work = Work(pool.map, pace, lambda header: header.player in busy)
        tally = look_at_due(app, limits, work)
    for tier, players in sorted(tally.items()):
        metric("archive", f"Players{tier.title().replace('_', '')}", players)
    return tally


def hourly(
    app: Application, asked: Callable[[], Limits], wait: Callable[[float], None] = clock.sleep
) -> Iterator[Counter[str]]:
    """Yield what came of each hour, for ever; what fails in one is tried again in the next."""
    while True:
        try:
            if has_hour(app):
                yield run(app, asked())
        except Unavailable as away:
            log_fault(away)
        wait(HOUR_SECONDS - app.clock().timestamp() % HOUR_SECONDS)


def main(words: Sequence[str]) -> None:
    """Archive whoever is due, at a rate and within a budget, then end: a task of its own.

    Started again it goes on where it was: players that are archived are not due any more. With
    `--hourly` it does not end: rate and budget are those of each hour.
    """
    asked = ArgumentParser(prog="functions.scheduled.archive", description=main.__doc__)
    asked.add_argument(
        "--rate", type=float, default=0, help="players a second (as fast as it goes)"
    )
    asked.add_argument("--dollars", type=float, default=0, help="of puts at most (no bound)")
    asked.add_argument("--most", type=int, default=0, help="players at most (no bound)")
    asked.add_argument("--hourly", action="store_true", help="look again as each hour comes")
    given = asked.parse_args(words)
    app = application()

    def limits() -> Limits:
        return Limits(app.clock() + MOST_DAYS, given.most, given.dollars, given.rate)

    for tally in hourly(app, limits) if given.hourly else [run(app, limits())]:
        log(", ".join(f"{tier} {players}" for tier, players in sorted(tally.items())))


if __name__ == "__main__":
    main(sys.argv[1:])
