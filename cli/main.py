"""`rumpus`: play, send bots, run battles, and look into the past."""

from __future__ import annotations

import re
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from cli import (
    audit,
    battle,
    bill,
    bots,
    check_game,
    dead,
    drill,
    explain,
    hunt,
    load,
    logs,
    match,
    matchmaker,
    new_game,
    notices,
    passport,
    play,
    player,
    probe,
    rehearse,
    replay,
    shadow,
    smoke,
    status,
    tiers,
    tournament,
)
from cli.failure import Failed
from cli.output import say_failure

NAN = re.compile(r"input_value='[+-]?nan'", re.IGNORECASE)
"""How Pydantic names what was typed, where it says only that `nan` is out of a range."""


class Commands(TyperGroup):
    """Ends with 0, 1 (a sentence on standard error), 2 (usage) or 130 (Ctrl-C)."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Failed as failure:
            say_failure(str(failure))
            raise typer.Exit(1) from failure
        except typer.BadParameter as bad:
            if NAN.search(str(bad.__cause__)):
                bad.message = "nan is no number."
            raise


app = typer.Typer(
    cls=Commands,
    help="Live games with crowds, from the command line.",
    epilog="Exit codes: 0 done, 1 not done or not good, 2 wrong usage, 130 Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("play")(play.play)
app.add_typer(battle.app, name="battle")
app.add_typer(hunt.app, name="hunt")
app.add_typer(audit.app, name="audit")
app.add_typer(match.app, name="match")
app.add_typer(player.app, name="player")
app.add_typer(tiers.app, name="tiers")
app.add_typer(matchmaker.app, name="matchmaker")
app.add_typer(tournament.app, name="tournament")
app.add_typer(dead.app, name="dead")
app.command("bots")(bots.bots)
app.command("load")(load.load)
app.command("bill")(bill.bill)
app.command("passport")(passport.passport)
app.command("probe")(probe.probe)
app.command("logs")(logs.logs)
app.command("trace")(logs.trace)
app.command("explain")(explain.explain)
app.command("drill")(drill.drill)
app.command("rehearse")(rehearse.rehearse)
app.command("replay")(replay.replay)
app.command("smoke")(smoke.smoke)
app.command("shadow")(shadow.shadow)
app.command("check-game")(check_game.check_game)
app.command("new-game")(new_game.new_game)
app.command("notices")(notices.notices)
app.command("status")(status.status)


def main() -> None:
    for each in sys.argv:
        try:
            each.encode()
        except UnicodeEncodeError:
            sys.exit(f"rumpus: {each!r} is not UTF-8.")
    app()
