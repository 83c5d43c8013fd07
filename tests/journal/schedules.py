"""Schedules at random: which of the things that may happen do, how often, and to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

from tests.journal.world import World

WEIGHTS = {
    "command": 16,
    "pack": 16,
    "land": 32,
    "answer": 32,
    "time_out": 3,
    "duplicate": 3,
    "pause": 1,
    "wake": 4,
    "crash": 1,
    "take": 4,
    "release": 2,
    "beat": 4,
    "keep": 4,
    "trim": 2,
    "look": 1,
}
STEPS = 400
MOST_AT_ONCE = 8


def schedules(
    seeds: range, make: Callable[[int], World] = World, *, steps: int = STEPS
) -> tuple[Counter[str], Counter[str]]:
    """Run one schedule a seed; return in how many each fault was found, and what happened."""
    faults: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for seed in seeds:
        chance = Random(seed)  # noqa: S311 - a schedule, not a secret
        world = make(1 + seed % MOST_AT_ONCE)
        for name in chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=steps):
            getattr(world, name)(chance.randrange(1 << 16))
        faults.update(name for name, count in world.check().items() if count)
        counts += world.counts
    return faults, counts
