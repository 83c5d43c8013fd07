"""Compares Cost Explorer's CSV of a month, grouped by usage type, with the expected bill."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from cdk.bill.account import Bill
from cdk.bill.refresh import PREFIX

_DOLLARS = "($)"
_TOTAL = "Usage type total"


class BadReport(Exception):  # noqa: N818 - a fact: this file is no report
    """A file is no such CSV; the message is a sentence that says what is wrong."""


class Beside(Struct, frozen=True):
    """A usage type with its expected and its paid cost, in dollars."""

    usage_type: str
    expected: float
    paid: float


def beside(bill: Bill, report: Path) -> list[Beside]:
    """Return usage types, the largest difference first; those without a rate are expected free."""
    paid = _paid(report)
    found: dict[str, Beside] = {}
    expected: dict[str, float] = {}
    for line in bill.lines:
        kind = bill.prices[line.rate].first.usage_type or line.rate
        expected[kind] = expected.get(kind, 0) + line.dollars
    for kind, dollars in expected.items():
        matching = re.compile(f"{PREFIX}(?:{kind})")
        names = [name for name in paid if matching.fullmatch(name)]
        found[kind] = Beside(kind, dollars, sum(paid.pop(name) for name in names))
    others = [Beside(name, 0, dollars) for name, dollars in paid.items() if dollars]
    return sorted([*found.values(), *others], key=lambda each: -abs(each.paid - each.expected))


def _paid(report: Path) -> dict[str, float]:
    """Return the cost of each usage type over all days of the report."""
    try:
        with report.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError) as error:
        raise BadReport(f"{report} can't be read: {error}.") from error
    totals = [row for row in rows[1:] if row and row[0] == _TOTAL]
    if not rows or rows[0][:1] != ["Usage type"] or len(totals) != 1:
        raise BadReport(
            f"{report} is not Cost Explorer's CSV by usage type: it has no line '{_TOTAL}'."
        )
    return dict(_amounts(report, rows[0], totals[0]))


def _amounts(report: Path, names: list[str], totals: list[str]) -> Iterator[tuple[str, float]]:
    for name, amount in zip(names[1:], totals[1:], strict=False):
        if name.endswith(_DOLLARS) and not name.startswith("Total"):
            try:
                yield name.removesuffix(_DOLLARS), float(amount or 0)
            except ValueError:
                raise BadReport(f"{report} has {amount!r} dollars for {name}.") from None
