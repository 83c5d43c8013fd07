"""`rumpus tiers`: how many players each tier has, what that costs, and what a policy would do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.failure import Failed
from cli.options import Json, OperatorKey, Url
from cli.output import say, say_json, say_table
from cli.target import find_target

if TYPE_CHECKING:
    from cli.http_api import HttpApi

DAYS_OF_MONTH = 30.4

ROWS_BYTES = 13_500
"""Of a player in PostgreSQL with indexes: some 40 rows. Measured by `make bench ARGS="archive"`."""

HEADER_BYTES = 250
"""Of a header with its two indexes, which every player has for ever."""

AURORA_GIGABYTE = 0.10
"""Dollars a month (Aurora Standard, us-east-1)."""

S3_GIGABYTE = 0.023
"""Dollars a month (S3 Standard, us-east-1)."""

OBJECT_BYTES = 1_750
"""Of a player who was not archived yet: the mean of the design's players, packed."""

ROUND_TRIP = 30e-6
"""Dollars to archive a player and bring the player back: a put, a get, and some 120 reads and
writes of pages at $0.20 a million."""

POLICY = re.compile(r"(\d+(?:\.\d+)?)d")

Simulate = Annotated[
    str, typer.Option(metavar="POLICY", help="Days without a sign before a freeze, such as 90d.")
]


def tiers(
    simulate: Simulate = "",
    url: Url = None,
    operator_key: OperatorKey = None,
    as_json: Json = False,
) -> None:
    """Show players, bytes and dollars by tier, and after how long the archive pays for itself.

    With a policy: how many of those who are here it would archive, by when they were seen.
    """
    days = _days(simulate) if simulate else None
    with _api(url, operator_key) as api:
        found = api.ask("GET", "/v1/tiers")
    shown = found | {"costs": [costs(each) for each in found["tiers"]]}
    shown |= {"break_even_months": break_even_months()}
    if days is not None:
        shown |= {"simulated": simulated(found["seen"], days)}
    if as_json:
        say_json(shown)
        return
    rows = [_row(each, cost) for each, cost in zip(found["tiers"], shown["costs"], strict=True)]
    say_table(("tier", ">players", ">bytes in S3", ">dollars a month"), rows)
    say(
        f"Warm after {found['idle_days']:g} days without a sign, archived after "
        f"{found['cold_after_days']:g}. An archived player who comes back has paid for it "
        f"after {shown['break_even_months']:.0f} months."
    )
    if days is not None:
        _say_simulated(shown["simulated"], days)


def costs(tier: dict[str, Any]) -> float:
    """Return what a tier's rows and objects cost in a month."""
    away = tier["tier"] in {"archived", "restoring", "quarantined", "deleted"}
    rows = HEADER_BYTES + (0 if away else ROWS_BYTES)
    stored = tier["players"] * rows * AURORA_GIGABYTE + tier["bytes"] * S3_GIGABYTE
    return float(stored / 1e9)


def break_even_months() -> float:
    """Return for how long a player must be away until archiving has cost less than keeping."""
    saved = (ROWS_BYTES * AURORA_GIGABYTE - OBJECT_BYTES * S3_GIGABYTE) / 1e9
    return ROUND_TRIP / saved


def simulated(seen: Sequence[dict[str, int]], days: float) -> dict[str, float]:
    """Return how many players a policy would archive, and what that costs now and saves later."""
    here = sum(each["players"] for each in seen)
    gone = sum(each["players"] for each in seen if each["days"] > days)
    saved = gone * (ROWS_BYTES * AURORA_GIGABYTE - OBJECT_BYTES * S3_GIGABYTE) / 1e9
    return {"here": here, "archived": gone, "once": gone * ROUND_TRIP / 2, "a_month": saved}


def _say_simulated(found: dict[str, float], days: float) -> None:
    share = found["archived"] / found["here"] if found["here"] else 0
    say(
        f"With {days:g} days, {found['archived']:,.0f} of {found['here']:,.0f} players "
        f"who are here ({share:.0%}) would be archived: ${found['once']:,.2f} once, and "
        f"${found['a_month']:,.2f} less a month. Counted from a sample; nothing was changed."
    )


def _row(tier: dict[str, Any], cost: float) -> tuple[str, str, str, str]:
    return tier["tier"], f"{tier['players']:,}", f"{tier['bytes']:,}", f"{cost:,.2f}"


def _days(policy: str) -> float:
    match = POLICY.fullmatch(policy)
    if match is None:
        raise Failed(f"{policy} is no policy: give days, such as 90d.")
    return float(match[1])


def _api(url: str | None, operator_key: str | None) -> HttpApi:
    from cli.http_api import HttpApi  # noqa: PLC0415 - --help must not wait for httpx

    return HttpApi(find_target(url, operator_key))
