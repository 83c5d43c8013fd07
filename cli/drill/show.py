"""What a person sees of drills."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Never

from msgspec import to_builtins

from cli.drill.report import Report
from cli.drill.row import Drill
from cli.output import say, say_json, say_table


def say_drills(drills: Iterable[Drill[Never]]) -> None:
    say_table(
        ("drill", ">bound", "what happens"),
        [(each.name, f"{each.bound:g} s", f"{each.injects}. {each.plays}.") for each in drills],
    )


def say_report(found: Report, *, as_json: bool) -> None:
    """A line for a run that went well; one for each thing that was broken, and how to repeat it."""
    if as_json:
        say_json(to_builtins(found))
        return
    verdict = f"{len(found.violations)} violations" if found.violations else "all held"
    say(f"{found.drill}, seed {found.seed}: {verdict} ({found.digest}).")
    say(
        f"  {found.answered} of {found.commands} commands answered, the slowest after"
        f" {found.slowest:.1f} s; {found.killed} calls died, {found.faults} faults,"
        f" {found.calls} calls of stores."
    )
    for each in found.violations:
        say(f"  {each}")
    if found.violations:
        say(f"  The same again: rumpus drill {found.drill} --seed {found.seed}")
