"""`rumpus tiers`: how many players each tier has, what that costs, and what a policy would do."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from cli.failure import Failed
from cli.http_api import stage_api
from cli.options import Json, OperatorKey, Url
from cli.output import say, say_json, say_table
from cli.tiers_run import run

POLICY = re.compile(r"(\d+(?:\.\d+)?)d")

Simulate = Annotated[
    str,
    typer.Option(
        metavar="POLICY", help="Show the effect of archiving after this time, such as 90d."
    ),
]


app = typer.Typer(
    help="Show how many players each tier has, or archive those due.",
    invoke_without_command=True,
)
app.command("run")(run)


@app.callback()
def tiers(
    context: typer.Context,
    simulate: Simulate = "",
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Show players, bytes and dollars by tier, and after how long the archive pays for itself.

    With a policy: how many of those who are here it would archive, by when they were seen.
    """
    if context.invoked_subcommand:
        return
    asked = {"cold_after": _days(simulate)} if simulate else {}
    with stage_api(url, operator_key) as api:
        found = api.ask("GET", "/v1/tiers", params=asked)
    if as_json:
        say_json(found)
        return
    rows = [_row(each) for each in found["tiers"]]
    say_table(("tier", ">players", ">bytes in S3", ">dollars a month"), rows)
    say(
        f"Warm after {found['idle_days']:g} days without a sign, archived after "
        f"{found['cold_after_days']:g}. An archived player who comes back has paid for it "
        f"after {found['break_even_months']:.0f} months."
    )
    if found["what_if"]:
        _say_what_if(found["what_if"])


def _say_what_if(found: dict[str, float]) -> None:
    share = found["archived"] / found["here"] if found["here"] else 0
    say(
        f"With {found['cold_after_days']:g} days, {found['archived']:,} of {found['here']:,} "
        f"players who are here ({share:.0%}) would be archived: ${found['once']:,.2f} once, and "
        f"${found['saved']:,.2f} less a month. Counted from a sample; nothing was changed."
    )


def _row(tier: dict[str, Any]) -> tuple[str, str, str, str]:
    return tier["tier"], f"{tier['players']:,}", f"{tier['bytes']:,}", f"{tier['dollars']:,.2f}"


def _days(policy: str) -> float:
    match = POLICY.fullmatch(policy)
    if match is None:
        raise Failed(f"{policy} is no policy: give days, such as 90d.")
    return float(match[1])
