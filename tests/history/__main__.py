"""Battles under faults for as long as you like: `make histories ARGS="--minutes 10 --seed 7"`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from localstack.stage import Stage
from tests.e2e.driver import Site
from tests.e2e.homes import DEDICATED, SERVERLESS
from tests.history.battle import Plan, play
from tests.history.check import check
from tests.history.faults import FAULTS, plan
from tests.history.figures import figures
from tests.history.record import History, read
from tests.history.verdict import keep

FAULT_SECONDS = 30.0
"""Of one battle: faults and the pauses between them."""

ACTS = 15
"""Of each player when the faults of a battle are over."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="histories", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5.0, help="how long battles are begun")
    parser.add_argument("--seed", type=int, default=1, help="of the first battle; the next has + 1")
    parser.add_argument("--players", type=int, default=6)
    parser.add_argument("--faults", nargs="*", choices=FAULTS, default=list(FAULTS))
    parser.add_argument("--check", type=Path, metavar="FILE", help="judge a kept history again")
    arguments = parser.parse_args()
    if arguments.check:
        return _judge(read(arguments.check))
    say("starting the stage")
    with Stage.start() as stage:
        homes = {SERVERLESS: stage.ws_url, DEDICATED: stage.gateway_url}
        site = Site(stage.http_url, stage.operator_key, homes)
        return _battles(site, stage, arguments)


def _battles(site: Site, stage: Stage, arguments: argparse.Namespace) -> int:
    """Play battle after battle; stop at the first that breaks a rule."""
    seed, began = arguments.seed, time.monotonic()
    while (passed := time.monotonic() - began) < arguments.minutes * 60:
        faults = plan(seed, FAULT_SECONDS, tuple(arguments.faults))
        say(f"\n{passed / 60:.1f} min, seed {seed}, {arguments.players} players")
        for each in faults:
            say(f"  {each.after:.1f} s on: {' and '.join(each.names)}, {each.lasts:.1f} s")
        history = play(site, stage, Plan(seed, arguments.players, ACTS, faults))
        if _judge(history):
            say(f"kept: {keep(history)}")
            return 1
        seed += 1
    say(f"\n{seed - arguments.seed} battles break no rule")
    return 0


def _judge(history: History) -> int:
    for name, value in figures(history).items():
        if isinstance(value, list):
            for each in value:
                say("  " + ", ".join(f"{key} {what}" for key, what in each.items()))
        else:
            say(f"  {name}: {value}")
    broken = check(history)
    for each in broken:
        say(f"BROKEN {each}")
    say(f"seed {history.seed}: {f'{len(broken)} violations' if broken else 'no rule is broken'}")
    return 1 if broken else 0


def say(line: str) -> None:
    """Show progress at once, also in a file."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
