"""Each hour: moves journals to segments, and processes the players who are due.

On Fargate it processes the players once, for a crowd; on own machines each hour.
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
"""Hour in UTC, as in all daily schedules."""

HOUR_SECONDS = 3600

LONGEST = timedelta(minutes=13)
"""Time after which no further player is begun; the rest is for those in progress."""

MOST_DAYS = timedelta(days=30)
"""Maximum duration of a task's run."""

MARKED = timedelta(days=1)
"""Maximum time for which a player may have been here after the last note of it."""

AT_ONCE = 64
"""Maximum objects of players stored concurrently."""

AT_ONCE_ON_LAMBDA = 8
"""The same on Lambda: a function has one connection to the database, for which they wait."""


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    """Run; where the database sleeps, process players once a day, when housekeeping woke it."""
    app = application()
    limits = Limits(app.clock() + LONGEST)
    try:
        if app.sweep is not None:
            keep_journals(app.sweep)
    finally:
        if has_hour(app):
            run(app, limits)


def keep_journals(sweep: Sweep) -> None:
    """Write the journals of slots without an owner to segments; an alarm tells of failures."""
    if failed := sweep.run():
        raise Unavailable(f"no segments can be written of {', '.join(failed)}")


def has_hour(app: Application) -> bool:
    """Whether players are processed in this hour."""
    return not app.database_sleeps or app.clock().hour == NIGHT_HOUR


def run(app: Application, limits: Limits) -> Counter[str]:
    """Process all players who are due; return how many came to which tier."""
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
    """Yield the counts of each hour, for ever; failures are retried in the next hour."""
    while True:
        try:
            if has_hour(app):
                yield run(app, asked())
        except Unavailable as away:
            log_fault(away)
        wait(HOUR_SECONDS - app.clock().timestamp() % HOUR_SECONDS)


def main(words: Sequence[str]) -> None:
    """Archive due players, at a rate and within a budget, then end: a task of its own.

    A restart resumes where it was: archived players are no longer due. With `--hourly` it does not
    end: rate and budget then apply to each hour.
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
