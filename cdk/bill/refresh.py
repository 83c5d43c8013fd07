"""Refreshes prices from AWS's public price lists, which need no account.

Each service has an offer, and each offer a CSV for a region, which is streamed and not stored.
EC2's has hundreds of megabytes; it is not read, and neither are rates without an offer.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from cdk.bill.price_list import Row

LISTS = "https://pricing.us-east-1.amazonaws.com"

_REGIONS = r"US[EW]\d|UG[EW]\d|EU[A-Z]?\d?|AP[A-Z]\d|CA[A-Z]\d|SAE\d|AFS\d|ME[CS]\d|ILC\d|MX[A-Z]\d"
PREFIX = f"(?:(?:{_REGIONS})-)?"
"""Matches the region prefix of a usage type, which is often missing for us-east-1."""

_ENDLESS = {"", "Inf"}

type Open = Callable[[str], AbstractContextManager[Iterable[str]]]
"""Opens an address for reading by lines."""


class RefusedPrices(Exception):  # noqa: N818 - a fact: AWS's list is not as expected
    """The message is a sentence naming the rate that was not found, or found more than once."""


class _Tier(Struct, frozen=True):
    """The relevant fields of a line of AWS's list."""

    product: str
    start: float
    end: float
    usd: float


def refresh(
    rows: Iterable[Row], region: str, today: date, opened: Open, lists: str = LISTS
) -> list[Row]:
    """Return the rows with AWS's current prices; raise RefusedPrices."""
    by_offer: dict[str, list[Row]] = {}
    for row in rows:
        by_offer.setdefault(row.offer, []).append(row)
    kept = by_offer.pop("", [])
    for offer, wanted in sorted(by_offer.items()):
        address = f"{lists}/offers/v1.0/aws/{offer}/current/{region}/index.csv"
        with opened(address) as lines:
            kept += _offer(address, lines, wanted, today)
    return kept


def changes(before: Iterable[Row], after: Iterable[Row]) -> Iterator[str]:
    """Yield a line for each price that differs."""
    old, new = _prices(before), _prices(after)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            yield f"{key[0]} from {key[1]:,.0f}: {old.get(key, 'none')} -> {new.get(key, 'none')}"


def _prices(rows: Iterable[Row]) -> dict[tuple[str, float], float]:
    return {(row.key, row.start): float(row.usd) for row in rows}


def _offer(address: str, lines: Iterable[str], rows: list[Row], today: date) -> Iterator[Row]:
    ordered = sorted(rows, key=lambda row: row.key)
    first = {key: next(tiers) for key, tiers in groupby(ordered, key=lambda row: row.key)}
    wanted = {key: re.compile(f"{PREFIX}(?:{row.usage_type})") for key, row in first.items()}
    found: dict[str, list[_Tier]] = {key: [] for key in first}
    for line in _lines(address, lines):
        for key, usage_type in wanted.items():
            if _is_of(first[key], usage_type, line):
                found[key].append(_tier(address, key, line))
    for key, tiers in found.items():
        for tier in _whole(f"{key} ({first[key].usage_type}) in {address}", tiers):
            usd = f"{tier.usd:.12f}".rstrip("0").rstrip(".")
            known = replace(first[key], start=tier.start, usd=usd, how="list")
            yield replace(known, source=address, read=today)


def _lines(address: str, lines: Iterable[str]) -> Iterator[Mapping[str, str]]:
    """Yield the rows of a list, which follow some lines about the list itself."""
    rest = iter(lines)
    for line in rest:
        if line.startswith('"SKU"'):
            names = next(csv.reader([line]))
            return (dict(zip(names, fields, strict=False)) for fields in csv.reader(rest))
    raise RefusedPrices(f"{address} is no price list: it has no line that begins with SKU.")


def _is_of(row: Row, usage_type: re.Pattern[str], line: Mapping[str, str]) -> bool:
    return (
        line.get("TermType") == "OnDemand"
        and usage_type.fullmatch(line.get("usageType", "")) is not None
        and (not row.operation or line.get("operation") == row.operation)
    )


def _tier(address: str, key: str, line: Mapping[str, Any]) -> _Tier:
    if line["Currency"] != "USD":
        raise RefusedPrices(f"{key} in {address} is in {line['Currency']}, not in USD.")
    end = line["EndingRange"]
    return _Tier(
        line["SKU"],
        float(line["StartingRange"] or 0),
        float("inf") if end in _ENDLESS else float(end),
        float(line["PricePerUnit"]),
    )


def _whole(what: str, tiers: list[_Tier]) -> list[_Tier]:
    """Return the tiers of one product, without gaps; a free tier costs as much as the next one."""
    if not tiers:
        raise RefusedPrices(f"There is no {what}: look for its new usage type, and name it.")
    if len({tier.product for tier in tiers}) > 1:
        raise RefusedPrices(f"There is more than one {what}: name its operation too.")
    ordered = sorted(tiers, key=lambda tier: tier.start)
    ends = [0.0, *(tier.end for tier in ordered)]
    if [tier.start for tier in ordered] != ends[:-1] or ends[-1] != float("inf"):
        raise RefusedPrices(f"The tiers of {what} don't follow on each other.")
    paid = [tier for tier in ordered if tier.usd] or ordered
    return [_Tier(paid[0].product, 0.0, paid[0].end, paid[0].usd), *paid[1:]]
