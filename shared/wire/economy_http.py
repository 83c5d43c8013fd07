"""The economy's answers over HTTP; see `economy.py` for what is asked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from shared.economy.money import CURRENCY, MAX_AMOUNT
from shared.economy.things import ITEM, MAX_ID, SLOT
from shared.wire.http import Body, Digits

MAX_CHANGED = 1_000
"""Items of one version of the catalogue: they fit into the largest body."""

type Currency = Annotated[str, Field(pattern=f"^(?:{CURRENCY.pattern})$")]
type Item = Annotated[str, Field(pattern=f"^(?:{ITEM.pattern})$")]
type Slot = Annotated[str, Field(pattern=f"^(?:{SLOT.pattern})$")]
type Number = Annotated[int, Field(ge=1, le=MAX_AMOUNT), Digits]
type Amount = Annotated[int, Field(json_schema_extra={"format": "int64"})]
"""Money or things, up to `MAX_AMOUNT`, which is beyond what a program's `double` holds."""
type ThingCursor = Annotated[
    str, Field(max_length=MAX_ID + 65, pattern=rf"^(?:{ITEM.pattern})(?:/[^\x00]*)?$")
]


def _known_to_the_ledger(cursor: str) -> str:
    if any(int(number) > MAX_AMOUNT for number in cursor.split("-")):
        raise ValueError(f"a number is at most {MAX_AMOUNT}")
    return cursor


type ListingCursor = Annotated[
    str, Field(pattern=r"^[0-9]{1,19}-[0-9]{1,19}$"), AfterValidator(_known_to_the_ledger)
]


class ResultsAnswer(BaseModel):
    """The result of each order, in the order of the batch; one result for a single order."""

    results: list[dict[str, Any]]


class AccountAnswer(BaseModel):
    """An account in minor units. `balance` includes `held`; `version` counts its changes."""

    currency: str
    balance: Amount
    held: Amount
    version: int


class WalletAnswer(BaseModel):
    accounts: list[AccountAnswer]


class EntryAnswer(BaseModel):
    """A transaction's change to an account, and the balance after it."""

    transaction: int
    kind: str
    amount: Amount
    balance: Amount
    at: datetime


class LedgerAnswer(BaseModel):
    """An account's entries, the newest first. `before` asks for the next page; null on the last."""

    entries: list[EntryAnswer]
    before: int | None


class HoldingAnswer(BaseModel):
    """An amount of a stackable item, or a single one with an `id`, worn if it has a `slot`."""

    item: str
    amount: Amount
    id: str
    slot: str | None


class InventoryAnswer(BaseModel):
    """Items of a player, by item and id. `after` asks for the next page; null on the last."""

    things: list[HoldingAnswer]
    after: str | None


class ListingAnswer(BaseModel):
    """Items for sale, only as a whole. `seller` is a player's id."""

    listing: int
    seller: str
    item: str
    id: str
    amount: Amount
    currency: str
    price: Amount
    expires: datetime


class ListingsAnswer(BaseModel):
    """Listings, the cheapest first. `after` asks for the next page; null on the last."""

    listings: list[ListingAnswer]
    after: str | None


class DefinitionBody(Body):
    """The definition of an item: `most` a player may have, and the slot in which one is worn."""

    item: Item
    stackable: bool
    most: Number
    slot: Slot | None = None


class CatalogueBody(Body):
    """The new and changed items of a version; all other items stay as they are."""

    items: Annotated[list[DefinitionBody], Field(min_length=1, max_length=MAX_CHANGED)]


class CatalogueAnswer(BaseModel):
    version: int
    items: int


class CurrencyAnswer(BaseModel):
    currency: str
