"""What the economy's use cases need from the world: one place where money and items are kept."""

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
    """PostgreSQL is away, or too busy.

    The command may have had its effect: the same key again tells the first result.
    """


class Request(Struct, frozen=True):
    """Who asks, under which key, for what (`digest`), and when. A key is kept 14 days.

    `trace` is the `traceparent` that came with it, if its client began a trace.
    """

    scope: str
    key: str
    digest: str
    now: datetime
    trace: str = ""


type Results = tuple[Mapping[str, Any], ...]
"""What each command of a request did, in order; one for all that is not a batch."""


class Economy(Protocol):
    """Every change goes through here. Each method may raise EconomyUnavailable."""

    def perform(self, request: Request, command: EconomyCommand) -> Results:
        """Carry a command out once, all or none; a repeat returns the first results.

        Raise CommandRefused with `key_reused` for a key of another command, or with the reason for
        which nothing was changed; a refusal is not remembered.
        """

    def transfer_each(
        self, scope: str, transfers: Sequence[tuple[str, str, Transfer]], now: datetime
    ) -> None:
        """Carry transfers out, each once for its key and as `perform` would, but all or none.

        Of each: key, digest, command. Raise CommandRefused if one of them can't be.
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


class Holding(Struct, frozen=True):
    """So many of an item, or the single one with an `id`, perhaps worn in a slot."""

    item: str
    amount: int
    id: str = ""
    slot: str | None = None


class Inventories(Protocol):
    """Reads what players have, and what can be had."""

    def publish(self, version: int, definitions: Sequence[Definition], now: datetime) -> None:
        """Add a version of the catalogue; items that it does not name stay as they were.

        The same version again is no error if it is equal; otherwise, as for one that is not
        newer than all others, raise CommandRefused with `catalogue_taken`.
        """

    def holdings(
        self, owner: str, after: tuple[str, str] = ("", ""), limit: int = 100
    ) -> Sequence[Holding]:
        """Return an owner's things in order of item and id, after those of the cursor."""

    def worn(self, owners: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the items that owners wear, in order of slot; nobody who wears nothing."""


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
    """Reads what is for sale, and ends what is no longer."""

    def search(
        self,
        item: str,
        currency: str,
        now: datetime,
        after: tuple[int, int] = (0, 0),
        limit: int = 50,
    ) -> Sequence[Listing]:
        """Return what can be bought now, the cheapest first, after a cursor of (price, listing)."""

    def expire(self, now: datetime, limit: int = 100) -> int:
        """Give back what was not sold in time; return how many, at most `limit`."""

    def make_partitions(self, now: datetime, ahead: int = 3) -> int:
        """Prepare the months to come for trades; return how many were new."""


class Outbox(Protocol):
    """Facts written in the transactions of their effects, until somebody has shipped them.

    One shipper at a time: what it does not live to remove is shipped again.
    """

    def waiting(self, limit: int = 100) -> Sequence[EconomyFact]:
        """Return the oldest facts of each service, up to `limit` of each, in order of number."""

    def shipped(self, facts: Sequence[EconomyFact]) -> None:
        """Remove facts; those that are gone are no error."""

    def forget_keys(self, now: datetime, most: int = 10_000) -> int:
        """Remove keys whose 14 days are over, so many of each service; return how many."""


class Ports(ports.Ports, Protocol):
    """What the economy is made of: its database, and the players and rooms that it pays."""

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
        """Whether the database sleeps while nobody asks it anything."""

    @property
    def rewards_guests(self) -> bool:
        """Whether the stage rewards guests, too."""
