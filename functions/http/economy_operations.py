"""Routes by which an operator runs the economy."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from functions.http.acting import Admin, Supporter
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
from shared.kernel.typed import converter
from shared.wire import economy_http as w
from shared.wire.commands import name_of
from shared.wire.http import Username
from shared.wire.operations import OperatorOrder, decode_operation

_read_definition = converter(Definition)

router = APIRouter(prefix="/v1/economy", tags=["economy"])

type Version = Annotated[w.Number, Path()]


@router.post("/operations", openapi_extra=documented(OperatorOrder))
def operation(parts: Parts, by: Supporter, key: Key, body: RawBody) -> w.ResultsAnswer:
    """Carry out an operator's order or batch, once per idempotency key, and record who and why."""
    asked = decoded(decode_operation, body)
    with by.act(f"economy.{name_of(asked)}", _about(asked)):
        results = operate(parts, by.identity, key, lambda names: asked.command(key, names))
    return w.ResultsAnswer(results=[dict(each) for each in results])


@router.put("/currencies/{currency}")
def currency_known(currency: w.Currency, parts: Parts, by: Admin) -> w.CurrencyAnswer:
    """Create a currency (admin). Creating one that exists changes nothing and is no error."""
    with by.act("economy.currency", currency):
        parts.wallets.add_currency(currency)
    return w.CurrencyAnswer(currency=currency)


@router.put("/catalogue/{version}")
def catalogue(
    version: Version, body: w.CatalogueBody, parts: Parts, by: Admin
) -> w.CatalogueAnswer:
    """Publish a version of the catalogue (admin). Items that it does not name stay as they are."""
    definitions = tuple([_read_definition(each.model_dump()) for each in body.items])
    with by.act("economy.catalogue", str(version)):
        parts.inventories.publish(version, definitions, parts.clock())
    return w.CatalogueAnswer(version=version, items=len(definitions))


@router.get("/players/{username}/wallet")
def wallet(username: Username, parts: Parts, _: Operator) -> w.WalletAnswer:
    """Show a player's money (operator)."""
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
    """List the changes of a player's balance in a currency, the newest first (operator)."""
    owner = Names(parts.players.ids_of).player(username)
    return ledger_of(parts, owner, currency, before, limit)


@router.get("/players/{username}/inventory")
def inventory(
    username: Username, parts: Parts, _: Operator, after: AfterThing = None, limit: Limit = 100
) -> w.InventoryAnswer:
    """List a player's items (operator)."""
    return inventory_of(parts, Names(parts.players.ids_of).player(username), after, limit)


def _about(asked: OperatorOrder) -> str:
    """Return the names in an order, or the hold or transaction that it is about."""
    number = getattr(asked, "hold", None) or getattr(asked, "transaction", None)
    return ", ".join(dict.fromkeys(asked.people())) or str(number or "")
