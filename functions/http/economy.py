"""Routes of the economy: what a player does with money and items, and sees of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from msgspec.structs import asdict

from functions.http.caller import Caller, Parts
from functions.http.orders import Key, Player, RawBody, decoded, documented
from shared.application.economy.order import order
from shared.kernel.trace import client_trace, of_client
from shared.runtime.bootstrap import Application
from shared.runtime.spans import Subject, span
from shared.wire import economy_http as w
from shared.wire.economy import PlayerOrder, decode_order
from shared.wire.http import Limit as Page
from shared.wire.paging import page_of

router = APIRouter(prefix="/v1/economy", tags=["economy"])

type Before = Annotated[w.Number | None, Query()]
type AfterThing = Annotated[w.ThingCursor | None, Query()]
type AfterListing = Annotated[w.ListingCursor | None, Query()]
type Limit = Annotated[Page, Query()]


@router.post("/commands", openapi_extra=documented(PlayerOrder))
def command(
    parts: Parts, identity: Player, key: Key, body: RawBody, request: Request
) -> w.ResultsAnswer:
    """Carry out an order or a batch, once per idempotency key. Sockets take the same orders."""
    asked = decoded(decode_order, body)
    me = identity.player_id
    with (
        of_client(request.headers.get("traceparent", "")),
        span("economy", Subject(me, key, client_trace(), player=identity.username), is_root=True),
    ):
        results = order(parts, identity, key, lambda names: asked.command(me, names))
    return w.ResultsAnswer(results=[dict(each) for each in results])


@router.get("/wallet")
def wallet(parts: Parts, identity: Player) -> w.WalletAnswer:
    """Show the caller's money."""
    return wallet_of(parts, identity.player_id)


@router.get("/wallet/{currency}/ledger")
def ledger(
    currency: w.Currency,
    parts: Parts,
    identity: Player,
    before: Before = None,
    limit: Limit = 50,
) -> w.LedgerAnswer:
    """List the changes of the caller's balance in a currency, the newest first."""
    return ledger_of(parts, identity.player_id, currency, before, limit)


@router.get("/inventory")
def inventory(
    parts: Parts, identity: Player, after: AfterThing = None, limit: Limit = 100
) -> w.InventoryAnswer:
    """List the caller's items."""
    return inventory_of(parts, identity.player_id, after, limit)


@router.get("/listings")
def listings(
    item: w.Item,
    currency: w.Currency,
    parts: Parts,
    _: Caller,
    after: AfterListing = None,
    limit: Limit = 50,
) -> w.ListingsAnswer:
    """List the items for sale, the cheapest first."""
    price, listing = (after or "0-0").split("-")
    start = (int(price), int(listing))
    found = parts.market.search(item, currency, parts.clock(), start, limit + 1)
    shown, more = page_of(found, limit, lambda last: f"{last.price}-{last.listing}")
    return w.ListingsAnswer.model_validate(
        {"listings": [asdict(each) for each in shown], "after": more}
    )


def wallet_of(parts: Application, owner: str) -> w.WalletAnswer:
    accounts = [asdict(each) for each in parts.wallets.balances(owner)]
    return w.WalletAnswer.model_validate({"accounts": accounts})


def ledger_of(
    parts: Application, owner: str, currency: str, before: int | None, limit: int
) -> w.LedgerAnswer:
    found = parts.wallets.ledger(owner, currency, before, limit + 1)
    entries, more = page_of(found, limit, lambda last: last.transaction)
    return w.LedgerAnswer.model_validate(
        {"entries": [asdict(each) for each in entries], "before": more}
    )


def inventory_of(
    parts: Application, owner: str, after: str | None, limit: int
) -> w.InventoryAnswer:
    """Return an inventory; a cursor is an item, with a slash and an id for a single one."""
    item, _, last = (after or "").partition("/")
    found = parts.inventories.holdings(owner, (item, last), limit + 1)
    things, more = page_of(found, limit, lambda last: f"{last.item}/{last.id}")
    return w.InventoryAnswer.model_validate(
        {"things": [asdict(each) for each in things], "after": more}
    )
