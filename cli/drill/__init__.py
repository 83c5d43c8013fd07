"""`rumpus drill`: a fault in virtual time against the real code, and what must hold."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli.failure import Failed

Name = Annotated[str | None, typer.Argument(help="The name of a drill, as `--list` shows it.")]
List = Annotated[bool, typer.Option("--list", help="List the drills.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the first run.")]
Seeds = Annotated[
    int, typer.Option(min=1, max=10_000, help="Number of runs, each with its own seed.")
]
Json = Annotated[bool, typer.Option("--json", help="Print a line of JSON for each run.")]


def drill(
    name: Name = None, show: List = False, seed: Seed = 1, seeds: Seeds = 1, json: Json = False
) -> None:
    """Play a fault in virtual time, and check what must hold.

    Exit code 1 when a check failed.
    """
    from cli.drill.drills import DRILLS  # noqa: PLC0415 - --help must not wait for it
    from cli.drill.on_gateways import GATEWAY_DRILLS, report_on_gateways  # noqa: PLC0415 - as above
    from cli.drill.on_journal import JOURNAL_DRILLS, report_on_journal  # noqa: PLC0415 - as above
    from cli.drill.on_money import MONEY_DRILLS, report_on_money  # noqa: PLC0415 - as above
    from cli.drill.report import report  # noqa: PLC0415 - as above
    from cli.drill.show import say_drills, say_report  # noqa: PLC0415 - as above

    if show or name is None:
        every = (DRILLS, GATEWAY_DRILLS, JOURNAL_DRILLS, MONEY_DRILLS)
        say_drills(each for some in every for each in some.values())
        return
    plays = {
        **{each: partial(report, drill) for each, drill in DRILLS.items()},
        **{each: partial(report_on_gateways, drill) for each, drill in GATEWAY_DRILLS.items()},
        **{each: partial(report_on_journal, drill) for each, drill in JOURNAL_DRILLS.items()},
        **{each: partial(report_on_money, drill) for each, drill in MONEY_DRILLS.items()},
    }
    if name not in plays:
        raise Failed(f"There is no drill {name}: `rumpus drill --list` shows them.")
    is_well = True
    for each in range(seed, seed + seeds):
        found = plays[name](each)
        say_report(found, as_json=json)
        is_well &= not found.violations
    if not is_well:
        raise typer.Exit(1)
