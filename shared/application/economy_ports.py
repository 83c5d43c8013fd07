"""What the economy's use cases need from the world: one place where money and things are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from shared.domain.economy.commands import EconomyCommand


class EconomyUnavailable(Exception):  # noqa: N818 - a fact: PostgreSQL is away, or too busy
    """No answer. The command may have had its effect: the same key again tells the first result."""


class Request(Struct, frozen=True):
    """Who asks, under which key, for what (`digest`), and when. A key is kept 14 days."""

    scope: str
    key: str
    digest: str
    now: datetime


type Results = tuple[Mapping[str, Any], ...]
"""What each command of a request did, in order; one for all that is not a batch."""


class Economy(Protocol):
    """Every change goes through here. Each method may raise EconomyUnavailable."""

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        """Carry a command out once, all or none; a repeat returns the first results.

        Raise CommandRefused with `key_reused` for a key of another command, or with the reason for
        which nothing was changed; a refusal is not remembered.
        """


class Balance(Struct, frozen=True):
    """Minor units; `held` is a part of the balance. `version` counts the account's changes."""

    currency: str
    balance: int
    held: int
    version: int


class LedgerEntry(Struct, frozen=True):
    """What a transaction did to one account, and the balance after it."""

    transaction: int
    kind: str
    amount: int
    balance: int
    at: datetime


class Wallets(Protocol):
    """Reads balances and ledgers."""

    def add_currency(self, currency: str) -> None:
        """Let accounts have a currency; one that is known is no error."""

    def balances(self, owner: str) -> Sequence[Balance]:
        """Return an owner's accounts, in order of currency."""

    def ledger(
        self, owner: str, currency: str, before: int | None = None, limit: int = 50
    ) -> Sequence[LedgerEntry]:
        """Return entries of transactions below `before`, newest first: the last is a cursor."""
