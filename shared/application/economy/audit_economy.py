"""Recomputes what the economy's tables say from what was booked, and tells where they differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
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
    "reward_is_paid_once",
    "reward_has_its_fact",
    "player_has_a_reward",
]

MOST = 100
"""Differences that are told of each rule."""


class Difference(Struct, frozen=True):
    """What breaks a rule: `expected` follows from what was booked, `found` is in the table."""

    rule: Rule
    subject: str
    expected: str
    found: str


type Findings = Iterable[tuple[str, object, object]]
"""What breaks a rule: subject, expected, found."""


class Paid(Struct, frozen=True):
    """A reward that was paid: the key of its transaction, and to whom."""

    key: str
    owner: str


class Ledger(Protocol):
    """Everything the economy has booked. Each method may raise EconomyUnavailable."""

    def findings(self) -> Mapping[Rule, Findings]:
        """Look for what breaks each rule, all at the same moment; at most `MOST` for each."""

    def rewards(self, since: datetime) -> Sequence[Paid]:
        """Return the rewards that were paid at that time or later."""

    def rewards_of(self, keys: Collection[str]) -> Sequence[Paid]:
        """Return what was paid under keys of rooms that no list has."""


def audit_economy(ledger: Ledger) -> Sequence[Difference]:
    """Return all differences, none for a ledger that is in order."""
    return [
        Difference(rule, subject, str(expected), str(found))
        for rule, findings in ledger.findings().items()
        for subject, expected, found in findings
    ]
