"""`rumpus bill`: what a stage costs in a month, before it is deployed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failure import Failed
from cli.options import Json
from cli.output import say, say_json, say_table, utc_now

if TYPE_CHECKING:
    from cdk.bill.price_list import PriceList
    from cdk.bill.stage import Stage
    from cdk.bill.use import Line

REFRESH = "refresh"


def bill(
    profile: Annotated[str, typer.Argument(help="A bundled profile, a file, or `refresh`.")],
    stage: Annotated[str, typer.Option(help="Which stage is synthesised.")] = "prod",
    context: Annotated[
        list[str] | None, typer.Option("--context", "-c", help="As `cdk deploy` takes it.")
    ] = None,
    templates: Annotated[
        Path | None, typer.Option(help="A folder of templates, instead of synthesising.")
    ] = None,
    region: Annotated[str, typer.Option(help="Whose prices `refresh` reads.")] = "us-east-1",
    as_json: Json = False,
) -> None:
    """Show what a stage costs in a month with the traffic of a profile."""
    if profile == REFRESH:
        _refresh(region)
        return
    if profile != "idle":
        raise Failed(f"There is no profile {profile}; there is idle.")
    lines, prices = _lines(_stage(stage, context or [], templates))
    if as_json:
        say_json([_plain(line) for line in lines])
    else:
        _show(lines, prices)


def _stage(name: str, context: list[str], templates: Path | None) -> Stage:
    from cdk.bill.stage import read_stages  # noqa: PLC0415 - --help must not wait for it

    if templates is not None:
        found = read_stages(templates)
        if name not in found:
            raise Failed(f"{templates} has no templates of stage {name}.")
        return found[name]
    from cdk.bill.synthesize import synthesize  # noqa: PLC0415 - as above
    from cdk.config import RefusedConfiguration  # noqa: PLC0415 - as above

    try:
        return synthesize(name, dict(each.partition("=")[::2] for each in context))
    except RefusedConfiguration as refusal:
        raise Failed(str(refusal)) from None


def _lines(stage: Stage) -> tuple[list[Line], PriceList]:
    from cdk.bill.idle import idle  # noqa: PLC0415 - --help must not wait for it
    from cdk.bill.price_list import price_list  # noqa: PLC0415 - as above
    from cdk.bill.use import lines_of  # noqa: PLC0415 - as above

    prices = price_list()
    return lines_of(idle(stage), prices), prices


def _plain(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__struct_fields__}


def _show(lines: list[Line], prices: PriceList) -> None:
    say(prices.age(utc_now().date(), [line.rate for line in lines]))
    rows = [
        (line.resource, line.rate, f"{line.quantity:,.1f}", f"{line.dollars:,.2f}")
        for line in lines
    ]
    whole = sum(line.dollars for line in lines)
    say_table(
        ("resource", "rate", ">quantity", ">dollars a month"),
        [*rows, ("together", "", "", f"{whole:,.2f}")],
    )


def _refresh(region: str) -> None:
    from cdk.bill.price_list import read_rows, write_rows  # noqa: PLC0415 - --help must not wait
    from cdk.bill.refresh import RefusedPrices, changes, refresh  # noqa: PLC0415 - as above
    from cli.price_lists import opened  # noqa: PLC0415 - as above

    before = read_rows()
    try:
        after = refresh(before, region, utc_now().date(), opened)
    except RefusedPrices as refusal:
        raise Failed(str(refusal)) from None
    for change in changes(before, after):
        say(change)
    write_rows(after)
    say("cdk/bill/prices.csv has the prices of today.")
