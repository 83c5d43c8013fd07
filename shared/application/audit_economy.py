"""Recomputes what the economy's tables say from what was booked, and tells where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, Protocol

from msgspec import Struct

type Rule = Literal[
    "balance_is_sum_of_entries",
    "held_is_sum_of_open_holds",
    "transaction_sums_to_zero",
    "currency_sums_to_zero",
    "stack_is_sum_of_movements",
    "thing_is_where_it_was_moved",
    "escrow_is_what_is_listed",
    "sold_listing_has_one_trade",
]


class Difference(Struct, frozen=True):
    """What breaks a rule: `expected` follows from what was booked, `found` is in the table."""

    rule: Rule
    subject: str
    expected: str
    found: str


type Findings = Iterable[tuple[str, object, object]]
"""What breaks a rule: subject, expected, found."""


class Books(Protocol):
    """Everything the economy has booked, at one moment."""

    def findings(self) -> Mapping[Rule, Findings]:
        """Look for what breaks each rule, all at the same moment; at most 100 for each."""


def audit_economy(books: Books) -> Sequence[Difference]:
    """Return all differences, none for books that are in order."""
    return [
        Difference(rule, subject, str(expected), str(found))
        for rule, findings in books.findings().items()
        for subject, expected, found in findings
    ]
