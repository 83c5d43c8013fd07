"""Reads AWS's prices: `prices.csv` has a row for each tier of each rate, with its source.

They are list prices of us-east-1, without free tiers. A price is from `list` (AWS's own price list,
by `rumpus bill refresh`), `quoted` (a page or a public test that repeats it) or `remembered`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby, pairwise
from math import inf
from pathlib import Path
from typing import Literal

from msgspec import Struct, convert

FILE = Path(__file__).with_name("prices.csv")
OLD_DAYS = 180

type How = Literal["list", "quoted", "remembered"]


class Row(Struct, frozen=True, rename={"start": "from"}):
    """A line of `prices.csv`: a tier begins at the quantity `from` of a month.

    Attributes:
        offer, usage_type, operation: its place in AWS's price list; the offer is empty if no list
            that is small enough to read has it. `a|b` means either, as regions differ in names.
    """

    key: str
    start: float
    usd: str
    unit: str
    offer: str
    usage_type: str
    operation: str
    how: How
    source: str
    read: date


class Rate(Struct, frozen=True):
    """One thing that AWS charges for, with the rows of its tiers in order."""

    rows: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.rows[0]

    def dollars(self, quantity: float) -> float:
        """Return the cost of a month's quantity, by tiers."""
        bounds = [*(row.start for row in self.rows), inf]
        return sum(
            float(row.usd) * (min(quantity, high) - low)
            for row, (low, high) in zip(self.rows, pairwise(bounds), strict=True)
            if quantity > low
        )


class PriceList(Struct, frozen=True):
    """All rates by their keys; an unknown one raises KeyError."""

    rates: Mapping[str, Rate]

    def __getitem__(self, key: str) -> Rate:
        return self.rates[key]

    def dollars(self, key: str, quantity: float) -> float:
        return self.rates[key].dollars(quantity)

    def age(self, today: date, used: Iterable[str] | None = None) -> str:
        """Return a sentence on the age and the sources of the prices that were used."""
        rates = [
            self.rates[key].first for key in (self.rates if used is None else sorted(set(used)))
        ]
        oldest = min(each.read for each in rates)
        unsure = sum(each.how != "list" for each in rates)
        told = f"Prices of {oldest} and later"
        if (today - oldest).days > OLD_DAYS:
            told += f", more than {OLD_DAYS} days old: run rumpus bill refresh"
        if unsure:
            told += f". {unsure} of {len(rates)} are not from AWS's own price list"
        return f"{told}."


def read_rows(path: Path = FILE) -> list[Row]:
    with path.open(newline="") as file:
        return convert(list(csv.DictReader(file)), list[Row], strict=False)


def write_rows(rows: Iterable[Row], path: Path = FILE) -> None:
    """Write rows sorted by key and tier, so that a change is one line of a diff."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Row.__struct_encode_fields__)
        for row in sorted(rows, key=lambda each: (each.key, each.start)):
            fields = [getattr(row, name) for name in Row.__struct_fields__]
            writer.writerow([f"{each:.0f}" if isinstance(each, float) else each for each in fields])


def price_list(rows: Iterable[Row] | None = None) -> PriceList:
    """Return a price list of these rows, or of the checked-in ones."""
    ordered = sorted(read_rows() if rows is None else rows, key=lambda row: (row.key, row.start))
    found = groupby(ordered, key=lambda row: row.key)
    return PriceList({key: Rate(tuple(tiers)) for key, tiers in found})


def cents(dollars: float) -> Decimal:
    """Round as an invoice does: halves up, ignoring the inexactness of floats."""
    return Decimal(str(round(dollars, 8))).quantize(Decimal("0.01"), ROUND_HALF_UP)
