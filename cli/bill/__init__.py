"""`rumpus bill`: what a stage costs in a month, before it is deployed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.failure import Failed
from cli.options import Json, Report, finite
from cli.output import say, say_json, say_progress, say_table, utc_now

if TYPE_CHECKING:
    from cdk.bill.account import Bill
    from cdk.bill.month import Month
    from cdk.bill.stage import Stage

REFRESH = "refresh"

Profile = Annotated[
    str, typer.Argument(help="A bundled profile, a file, or `refresh`, which reads AWS's prices.")
]
StageName = Annotated[str, typer.Option("--stage", help="The stage to synthesise.")]
Context = Annotated[
    list[str] | None,
    typer.Option("--context", "-c", help="A CDK context value, as for `make deploy`."),
]
Templates = Annotated[
    Path | None, typer.Option(help="A folder of templates to use instead of synthesising.")
]


def bill(  # noqa: PLR0913 - the options of a command
    profile: Profile,
    *,
    stage: StageName = "prod",
    context: Context = None,
    templates: Templates = None,
    budget: Annotated[
        float | None,
        typer.Option(
            callback=finite, help="Budget in dollars a month, instead of the profile's.", min=0
        ),
    ] = None,
    compare: Annotated[
        bool,
        typer.Option("--compare", help="Compare it with the 155 cores of the profile's source."),
    ] = False,
    actual: Annotated[
        Path | None, typer.Option(help="Cost Explorer's CSV by usage type, to compare with.")
    ] = None,
    report: Report = None,
    region: Annotated[
        str, typer.Option(help="The region whose prices `refresh` reads.")
    ] = "us-east-1",
    as_json: Json = False,
) -> None:
    """Show what a stage costs in a month of a profile.

    Exit code 1 when the cost is over the budget.
    """
    if profile == REFRESH:
        _refresh(region)
        return
    found = _bill(month_of(profile, stage, context or [], templates))
    good = _show(profile, found, budget, compare=compare, report=report, as_json=as_json)
    if actual is not None:
        _show_actual(found, actual)
    if not good:
        raise typer.Exit(1)


def _stage(name: str, context: list[str], templates: Path | None) -> Stage:
    """Read a stage's templates, or synthesise them; raises Failed."""
    from cdk.bill.stage import read_stages  # noqa: PLC0415 - --help must not wait for it

    if templates is not None:
        found = read_stages(templates)
        if name not in found:
            raise Failed(f"{templates} has no templates of stage {name}.")
        return found[name]
    from cdk.bill.synthesize import synthesize  # noqa: PLC0415 - as above
    from cdk.config import RefusedConfiguration  # noqa: PLC0415 - as above

    def tell(step: str) -> None:
        say_progress(f"Stage {name}: {step} …")

    try:
        return synthesize(name, dict(each.partition("=")[::2] for each in context), tell)
    except RefusedConfiguration as refusal:
        raise Failed(str(refusal)) from None


def month_of(profile: str, stage: str, context: list[str], templates: Path | None) -> Month:
    """Read what a month is made of; raises Failed."""
    from cdk.bill.month import Month  # noqa: PLC0415 - --help must not wait for it
    from cdk.bill.traffic import BadProfile, load_traffic  # noqa: PLC0415 - as above
    from cdk.bill.units import read_units  # noqa: PLC0415 - as above

    try:
        traffic = load_traffic(profile)
        month = Month(_stage(stage, context, templates), traffic, read_units())
        month.check()
    except BadProfile as bad:
        raise Failed(str(bad)) from None
    return month


def _bill(month: Month) -> Bill:
    from cdk.bill.account import Bill  # noqa: PLC0415 - --help must not wait for it
    from cdk.bill.price_list import price_list  # noqa: PLC0415 - as above

    return Bill(month.stage, month.traffic, month.units, price_list())


def _show(
    name: str,
    bill: Bill,
    budget: float | None,
    *,
    compare: bool,
    report: Path | None,
    as_json: bool,
) -> bool:
    """Show it, and say whether it is within the budget."""
    from cdk.bill.stage import UnknownPrice  # noqa: PLC0415 - --help must not wait for it
    from cli.bill.figures import figures  # noqa: PLC0415 - as above
    from cli.bill.page import page  # noqa: PLC0415 - as above
    from cli.bill.show import show  # noqa: PLC0415 - as above
    from cli.files import replace_file  # noqa: PLC0415 - as above

    most = bill.traffic.budget_usd if budget is None else budget
    try:
        found = figures(name, bill, most, utc_now().date())
    except UnknownPrice as refusal:
        raise Failed(str(refusal)) from None
    if as_json:
        say_json(found)
    else:
        show(found, compare=compare)
    if report is not None:
        replace_file(report, page(found))
    return bool(found["good"])


def _show_actual(bill: Bill, report: Path) -> None:
    from cdk.bill.actual import BadReport, beside  # noqa: PLC0415 - --help must not wait for it

    try:
        rows = beside(bill, report)
    except BadReport as bad:
        raise Failed(str(bad)) from None
    say_table(
        ("usage type", ">expected", ">paid", ">difference"),
        [
            (
                each.usage_type,
                f"{each.expected:,.2f}",
                f"{each.paid:,.2f}",
                f"{each.paid - each.expected:+,.2f}",
            )
            for each in rows
        ],
        title="Beside Cost Explorer",
    )


def _refresh(region: str) -> None:
    from cdk.bill.price_list import read_rows, write_rows  # noqa: PLC0415 - --help must not wait
    from cdk.bill.refresh import RefusedPrices, changes, refresh  # noqa: PLC0415 - as above
    from cli.bill.price_lists import opened  # noqa: PLC0415 - as above

    before = read_rows()
    try:
        after = refresh(before, region, utc_now().date(), opened)
    except RefusedPrices as refusal:
        raise Failed(str(refusal)) from None
    for change in changes(before, after):
        say(change)
    write_rows(after)
    say("cdk/bill/prices.csv has the prices of today.")
