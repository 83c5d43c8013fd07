"""Routes by which an operator runs the economy."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from msgspec import convert

from functions.http.caller import Operator, Parts
from functions.http.economy import (
    AfterThing,
    Before,
    Limit,
    inventory_of,
    ledger_of,
    wallet_of,
)
from functions.http.orders import Key, RawBody, decoded, documented
from shared.application.economy.order import operate
from shared.economy.names import Names
from shared.economy.things import Definition
from shared.wire import economy_http as w
from shared.wire.http import Username
from shared.wire.operations import OperatorOrder, decode_operation

router = APIRouter(prefix="/v1/economy", tags=["economy"])

type Version = Annotated[w.Number, Path()]


@router.post("/operations", openapi_extra=documented(OperatorOrder))
def operation(parts: Parts, by: Operator, key: Key, body: RawBody) -> w.ResultsAnswer:
    """Carry out one order of an operator, or a batch, once a key."""
    asked = decoded(decode_operation, body)
    results = operate(parts, by, key, lambda names: asked.command(key, names))
    return w.ResultsAnswer(results=[dict(each) for each in results])


@router.put("/currencies/{currency}")
def currency_known(currency: w.Currency, parts: Parts, _: Operator) -> w.CurrencyAnswer:
    """Let there be a currency (operator); one that is known is no error."""
    parts.wallets.add_currency(currency)
    return w.CurrencyAnswer(currency=currency)


@router.put("/catalogue/{version}")
def catalogue(
    version: Version, body: w.CatalogueBody, parts: Parts, _: Operator
) -> w.CatalogueAnswer:
    """Publish a version of the catalogue (operator); items that it does not name stay."""
    definitions = convert([each.model_dump() for each in body.items], tuple[Definition, ...])
    parts.inventories.publish(version, definitions, parts.clock())
    return w.CatalogueAnswer(version=version, items=len(definitions))


@router.get("/players/{username}/wallet")
def wallet(username: Username, parts: Parts, _: Operator) -> w.WalletAnswer:
    """A player's money (operator)."""
    return wallet_of(parts, Names(parts.players.ids_of).player(username))


@router.get("/players/{username}/wallet/{currency}/ledger")
def ledger(
    username: Username,
    currency: w.Currency,
    parts: Parts,
    _: Operator,
    before: Before = None,
    limit: Limit = 50,
) -> w.LedgerAnswer:
    """What changed a player's balance (operator), newest first."""
    owner = Names(parts.players.ids_of).player(username)
    return ledger_of(parts, owner, currency, before, limit)


@router.get("/players/{username}/inventory")
def inventory(
    username: Username, parts: Parts, _: Operator, after: AfterThing = None, limit: Limit = 100
) -> w.InventoryAnswer:
    """A player's things (operator)."""
    return inventory_of(parts, Names(parts.players.ids_of).player(username), after, limit)
