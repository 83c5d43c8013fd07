"""Many schedules of the journal's protocol: `make schedules ARGS="--count 20000 --first 0"`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from functools import partial

from tests.journal import mutants
from tests.journal.schedules import schedules
from tests.journal.world import World

AT_A_TIME = 1000


def main() -> int:
    parser = argparse.ArgumentParser(prog="schedules", description=__doc__)
    parser.add_argument("--count", type=int, default=20_000, help="how many schedules")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first one")
    arguments = parser.parse_args()
    faults: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    end = arguments.first + arguments.count
    for first in range(arguments.first, end, AT_A_TIME):
        began = time.monotonic()
        some, happened = schedules(range(first, min(end, first + AT_A_TIME)))
        faults, counts = faults + some, counts + happened
        say(f"from seed {first}: {dict(some) or 'no fault'}, {time.monotonic() - began:.0f} s")
    say(f"{arguments.count} schedules, faults: {dict(faults) or 'none'}; {dict(counts)}")
    for name, make in (
        ("acknowledged out of order", partial(World, writer=mutants.Hasty)),
        ("without a seal", partial(World, take=mutants.unsealed)),
    ):
        say(f"{name}, {AT_A_TIME} schedules: {dict(schedules(range(AT_A_TIME), make)[0])}")
    return 1 if faults else 0


def say(line: str) -> None:
    """Show progress at once, also in a file."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
