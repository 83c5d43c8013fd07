"""How long players wait for a match, how even it is, and what a tick of the matchmaker costs."""

from __future__ import annotations

import statistics
from random import Random
from time import process_time

from bench.rows import Row
from shared.kernel.matchmaking import MatchQueue
from shared.kernel.rating import Rating
from shared.matchmaking.find import find
from shared.matchmaking.party import Party
from shared.matchmaking.simulate import Crowd, favourite, simulate

NAME = "Matchmaker (pure core, one process)"
FOURS = MatchQueue(teams=2, size=4)


def pool(many: int, *, waited: float) -> list[Party]:
    chance = Random(7)  # noqa: S311 - the same crowd each time
    return [
        Party((f"p{number}",), (Rating(chance.gauss(25, 8.33), 1.5),), 100 - waited)
        for number in range(many)
    ]


def tick_ms(many: int, waited: float) -> float:
    """Return the processor's time, as it is on a machine that does nothing else."""
    parties = pool(many, waited=waited)
    start = process_time()
    list(find(parties, FOURS, 100))
    return (process_time() - start) * 1000


def random_teams() -> float:
    """Return how often the favourite wins if the first to come form random teams."""
    parties = pool(8 * 500, waited=0)
    made = (parties[start : start + 8] for start in range(0, len(parties), 8))
    return statistics.mean(favourite((tuple(each[:4]), tuple(each[4:]))) for each in made)


def run() -> list[Row]:
    parties = simulate(FOURS, Crowd(20, 600), Random(1).random, process_time)  # noqa: S311 - the same crowd each time
    return [
        ("20 parties/s, 4v4: wait p50", parties.wait_p50, "s"),
        ("20 parties/s, 4v4: wait p99", parties.wait_p99, "s"),
        ("20 parties/s, 4v4: favourite wins", 100 * parties.favourite, "%"),
        ("first come, random teams: favourite wins", 100 * random_teams(), "%"),
        ("20 parties/s, 4v4: tick p99", parties.tick_p99_ms, "ms"),
        ("pool of 10,000, all just came: tick", tick_ms(10_000, 0), "ms"),
        ("pool of 10,000, all wait long: tick", tick_ms(10_000, 60), "ms"),
    ]
