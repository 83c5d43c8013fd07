"""Ports of the economy: the store of money and items, and its readers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from shared.application.commands import ports
from shared.application.economy.note_games import Profiles
from shared.application.players.ports import Players
from shared.application.ports import FailedRecords, Unavailable
from shared.economy.commands import EconomyCommand, Transfer
from shared.economy.outbox import EconomyFact
from shared.economy.things import Definition


class EconomyUnavailable(Unavailable):
    """PostgreSQL is down or too busy.

    The command may have had its effect: a retry with the same key returns the first result.
    """


class Request(Struct, frozen=True):
    """A request: its sender, its key, the `digest` of its command, and its time.

    A key is kept 14 days. `trace` is the client's `traceparent`, if the client began a trace.
    """

    scope: str
    key: str
    digest: str
    now: datetime
    trace: str = ""


type Results = tuple[Mapping[str, Any], ...]
"""The result of each command of a request, in order; just one unless it is a batch."""


class Economy(Protocol):
    """The only way to change the economy. Each method may raise EconomyUnavailable."""

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        """Carry a command out once, all or none; a repeat returns the first results.

        Raise CommandRefused with `key_reused` for a key of another command, or with the reason why
        nothing was changed; a refusal is not remembered.
        """

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        """Carry transfers out all or none, each once for its key as `perform` does.

        Each transfer comes as key, digest and command. Raise CommandRefused if one of them is
        refused.
        """


class Balance(Struct, frozen=True):
    """A balance in minor units; `held` is a part of it. `version` counts the account's changes."""

    currency: str
    balance: int
    held: int
    version: int


class LedgerEntry(Struct, frozen=True):
    """The effect of a transaction on one account, and the balance after it."""

    transaction: int
    kind: str
    amount: int
    balance: int
    at: datetime


class Wallets(Protocol):
    """Reads balances and ledgers."""

    def add_currency(self, currency: str) -> None:
        """Let accounts have a currency; idempotent."""

    def balances(self, owner: str) -> Sequence[Balance]:
        """Return an owner's accounts, in order of currency."""

    def ledger(
        self, owner: str, currency: str, before: int | None = None, limit: int = 50
    ) -> Sequence[LedgerEntry]:
        """Return entries of transactions below `before`, newest first.

        The last one serves as a cursor.
        """


class Holding(Struct, frozen=True):
    """A number of a stackable item, or a single one with an `id`, maybe worn in a slot."""

    item: str
    amount: int
    id: str = ""
    slot: str | None = None


class Inventories(Protocol):
    """Reads inventories and the catalogue."""

    def publish(self, version: int, definitions: Sequence[Definition], now: datetime) -> None:
        """Add a version of the catalogue; items that it does not name stay as they were.

        An equal repeat of a version is accepted. Raise CommandRefused with `catalogue_taken` for a
        different one, or for a version that is not newer than all others.
        """

    def holdings(
        self, owner: str, after: tuple[str, str] = ("", ""), limit: int = 100
    ) -> Sequence[Holding]:
        """Return an owner's holdings ordered by item and id, after the cursor."""

    def worn(self, owners: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the items that each owner wears, in order of slot, if the owner wears any."""


class Listing(Struct, frozen=True):
    """A thing for sale as a whole, at a price in minor units."""

    listing: int
    seller: str
    item: str
    id: str
    amount: int
    currency: str
    price: int
    expires: datetime


class Market(Protocol):
    """Searches listings, and ends expired ones."""

    def search(
        self,
        item: str,
        currency: str,
        now: datetime,
        after: tuple[int, int] = (0, 0),
        limit: int = 50,
    ) -> Sequence[Listing]:
        """Return what can be bought now, cheapest first, after a cursor of (price, listing)."""

    def expire(self, now: datetime, limit: int = 100) -> int:
        """Give back unsold expired listings; return how many, at most `limit`."""

    def make_partitions(self, now: datetime, ahead: int = 3) -> int:
        """Create the partitions of the coming months of trades; return how many were new."""


class Outbox(Protocol):
    """Facts written in the transactions of their effects, kept until they are shipped.

    One shipper runs at a time; facts that it ships but dies before removing are shipped again.
    """

    def waiting(self, limit: int = 100) -> Sequence[EconomyFact]:
        """Return the oldest facts of each service, up to `limit` each, in order of number."""

    def shipped(self, facts: Sequence[EconomyFact]) -> None:
        """Remove facts; idempotent."""

    def forget_keys(self, now: datetime, most: int = 10_000) -> int:
        """Remove keys after their 14 days, up to `most` of each service; return how many."""


class Ports(ports.Ports, Protocol):
    """The ports of the economy: its database, and the players and rooms that it pays."""

    @property
    def economy(self) -> Economy: ...
    @property
    def market(self) -> Market: ...
    @property
    def inventories(self) -> Inventories: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def profiles(self) -> Profiles: ...
    @property
    def players(self) -> Players: ...
    @property
    def failed_records(self) -> FailedRecords: ...
    @property
    def on_fault(self) -> Callable[[Exception], object]: ...
    @property
    def database_sleeps(self) -> bool:
        """Whether the database sleeps while there are no requests."""

    @property
    def rewards_guests(self) -> bool:
        """Whether the stage rewards guests too."""
