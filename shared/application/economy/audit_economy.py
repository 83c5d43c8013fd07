"""Audits the economy: recomputes its tables from the bookings and reports differences."""

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
"""Maximum differences reported for each rule."""


class Difference(Struct, frozen=True):
    """A violation of a rule: `expected` follows from the bookings, `found` is in the table."""

    rule: Rule
    subject: str
    expected: str
    found: str


type Findings = Iterable[tuple[str, object, object]]
"""The violations of a rule: subject, expected, found."""


class Paid(Struct, frozen=True):
    """A reward that was paid: the key of its transaction, and the player."""

    key: str
    owner: str


class Ledger(Protocol):
    """All bookings of the economy. Each method may raise EconomyUnavailable."""

    def findings(self) -> Mapping[Rule, Findings]:
        """Return the violations of each rule, all as of one moment; at most `MOST` for each."""

    def rewards(self, since: datetime) -> Sequence[Paid]:
        """Return the rewards that were paid at that time or later."""

    def rewards_of(self, keys: Collection[str]) -> Sequence[Paid]:
        """Return what was paid under these keys, for rooms that no list has."""


def audit_economy(ledger: Ledger) -> Sequence[Difference]:
    """Return all differences; none if the ledger is consistent."""
    return [
        Difference(rule, subject, str(expected), str(found))
        for rule, findings in ledger.findings().items()
        for subject, expected, found in findings
    ]
