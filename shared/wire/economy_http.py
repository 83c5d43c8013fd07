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
    """What each order did, in order; one for all that is no batch."""

    results: list[dict[str, Any]]


class AccountAnswer(BaseModel):
    """Minor units; `held` is a part of the balance, `version` counts the account's changes."""

    currency: str
    balance: Amount
    held: Amount
    version: int


class WalletAnswer(BaseModel):
    accounts: list[AccountAnswer]


class EntryAnswer(BaseModel):
    """What a transaction did to the account, and the balance after it."""

    transaction: int
    kind: str
    amount: Amount
    balance: Amount
    at: datetime


class LedgerAnswer(BaseModel):
    """Newest first; `before` is for the next page, null when there is none."""

    entries: list[EntryAnswer]
    before: int | None


class HoldingAnswer(BaseModel):
    """So many of an item, or the single one with an `id`, perhaps worn in a slot."""

    item: str
    amount: Amount
    id: str
    slot: str | None


class InventoryAnswer(BaseModel):
    """In order of item and id; `after` is for the next page, null when there is none."""

    things: list[HoldingAnswer]
    after: str | None


class ListingAnswer(BaseModel):
    """A thing for sale as a whole; `seller` is a player's id."""

    listing: int
    seller: str
    item: str
    id: str
    amount: Amount
    currency: str
    price: Amount
    expires: datetime


class ListingsAnswer(BaseModel):
    """The cheapest first; `after` is for the next page, null when there is none."""

    listings: list[ListingAnswer]
    after: str | None


class DefinitionBody(Body):
    """What an item is: how many a player may have, and the slot that a single one fits."""

    item: Item
    stackable: bool
    most: Number
    slot: Slot | None = None


class CatalogueBody(Body):
    """What is new or changed; a version leaves other items as they were."""

    items: Annotated[list[DefinitionBody], Field(min_length=1, max_length=MAX_CHANGED)]


class CatalogueAnswer(BaseModel):
    version: int
    items: int


class CurrencyAnswer(BaseModel):
    currency: str
