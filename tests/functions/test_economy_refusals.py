"""What the economy does not let anybody do: each has a name, and nothing changes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from shared.application.players.limit import ORDERS
from shared.economy.money import MAX_AMOUNT
from tests.functions.bad_orders import (
    BUY,
    CONSUME,
    MONEY,
    OFFER,
    OPERATIONS,
    PAY,
    SHAPES,
    THINGS,
    TRADES,
)
from tests.functions.economy_app import GOLD, Body, EconomyApi, economy_application


def with_players(api: EconomyApi, gold: int) -> EconomyApi:
    for name in ("ann", "bob"):
        api.player(name, gold=gold, arrows=10)
    return api


@pytest.fixture
def api(economy: EconomyApi) -> EconomyApi:
    return with_players(economy, 100)


@pytest.fixture(scope="module")
def shared(database_url: str) -> Iterator[EconomyApi]:
    """One for a whole table: what is refused changes nothing for the next."""
    with economy_application(database_url) as parts:
        yield with_players(EconomyApi(parts), 1000)


def ledger(api: EconomyApi) -> Any:
    paths = ("wallet", "wallet/gold/ledger", "inventory")
    return [api.read(name, path) for name in ("ann", "bob") for path in paths]


def named(case: Any) -> str:
    return str(case)[:60]


class TestPlayer:
    @pytest.mark.parametrize(("body", "answer"), [*MONEY, *THINGS, *TRADES, *SHAPES], ids=named)
    def test_can_t(self, shared: EconomyApi, body: Any, answer: tuple[int, str]) -> None:
        """And the key of what was refused is still free."""
        shared.parts.time.pass_seconds(2 * ORDERS.every_ms / 1000)
        before, key = ledger(shared), secrets.token_hex(6)
        assert shared.refused("ann", body, key) == answer
        assert ledger(shared) == before
        shared.done("ann", PAY, key)

    def test_can_t_touch_another_s_listing_or_buy_its_own(self, api: EconomyApi) -> None:
        listing = api.done("ann", OFFER)[0]["listing"]
        cancel = {"do": "cancel", "listing": listing}
        buy = BUY | {"listing": listing}
        assert api.refused("bob", cancel) == (409, "not_your_listing")
        assert api.refused("ann", buy) == (409, "own_listing")
        assert api.refused("bob", buy | {"price": 4}) == (409, "wrong_price")
        api.done("ann", cancel)
        assert api.refused("bob", buy) == (409, "listing_closed")

    def test_can_t_use_another_s_thing(self, api: EconomyApi) -> None:
        sword = secrets.token_hex(4)
        api.player("eve", sword=sword)
        thing = {"item": "sword", "id": sword}
        for order in ({"do": "equip", "id": sword}, CONSUME | {"things": [thing]}):
            assert api.refused("ann", order) == (409, "insufficient_items")
        assert api.refused("ann", OFFER | {"thing": thing}) == (409, "insufficient_items")

    def test_can_t_do_what_operators_do(self, api: EconomyApi) -> None:
        headers = api.headers["ann"] | {"Idempotency-Key": "k1"}
        mint = {"do": "mint", "to": "ann", "currency": GOLD, "amount": 1}
        path = "/v1/economy/operations"
        assert api.http.post(path, json=mint, headers=headers).status_code == 403
        for path in ("players/bob/wallet", "players/bob/inventory"):
            assert api.http.get(f"/v1/economy/{path}", headers=headers).status_code == 403
        for path in ("currencies/stones", "catalogue/9"):
            body = {"items": [{"item": "x", "stackable": True, "most": 1}]}
            put = api.http.put(f"/v1/economy/{path}", json=body, headers=headers)
            assert put.status_code == 403


class TestCursor:
    @pytest.mark.parametrize("after", [f"{MAX_AMOUNT + 1}-1", f"1-{MAX_AMOUNT + 1}", "1", "-1-1"])
    def test_that_no_page_can_have_ended_with_is_malformed(
        self, api: EconomyApi, after: str
    ) -> None:
        query = {"item": "arrow", "currency": GOLD, "after": after}
        answer = api.http.get("/v1/economy/listings", params=query, headers=api.headers["ann"])
        assert answer.status_code == 422


class TestNobody:
    @pytest.mark.parametrize("path", ["wallet", "inventory", "listings?item=a&currency=b"])
    def test_reads(self, api: EconomyApi, path: str) -> None:
        assert api.http.get(f"/v1/economy/{path}").status_code == 401

    def test_orders(self, api: EconomyApi) -> None:
        assert api.refused("nobody", PAY) == (401, "no_token")

    def test_has_the_operator_s_key_and_a_wallet(self, api: EconomyApi) -> None:
        headers = api.headers["operator"] | {"Idempotency-Key": "k1"}
        assert api.http.get("/v1/economy/wallet", headers=headers).status_code == 403
        posted = api.http.post("/v1/economy/commands", json=PAY, headers=headers)
        assert posted.status_code == 403


class TestKey:
    def test_is_needed(self, api: EconomyApi) -> None:
        answer = api.http.post("/v1/economy/commands", json=PAY, headers=api.headers["ann"])
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "key_needed")
        assert api.gold("ann") == 100

    @pytest.mark.parametrize("key", ["two words", "x" * 65, "a/b", '"k1"', "k1,k2", "\xe9"])
    def test_is_refused_if_malformed(self, api: EconomyApi, key: str) -> None:
        headers = {b"Idempotency-Key": key.encode("latin-1")}
        bearer = {name.encode(): each.encode() for name, each in api.headers["ann"].items()}
        answer = api.http.post("/v1/economy/commands", json=PAY, headers=headers | bearer)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_key")
        assert api.gold("ann") == 100

    @pytest.mark.parametrize(
        "other", [PAY | {"amount": 2}, PAY | {"to": "eve"}, CONSUME, OFFER, BUY], ids=named
    )
    def test_of_another_order_is_refused(self, api: EconomyApi, other: Body) -> None:
        api.player("eve")
        api.done("ann", PAY, "k1")
        before = ledger(api)
        assert api.refused("ann", other, "k1") == (409, "key_reused")
        assert ledger(api) == before


class TestOperator:
    @pytest.mark.parametrize(("body", "answer"), OPERATIONS, ids=named)
    def test_can_t(self, shared: EconomyApi, body: Body, answer: tuple[int, str]) -> None:
        shared.parts.time.pass_seconds(2 * ORDERS.every_ms / 1000)
        before = ledger(shared)
        assert shared.refused("operator", body) == answer
        assert ledger(shared) == before
