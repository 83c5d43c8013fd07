"""How often a player may order from the economy, and read it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.application.players.limit import ORDERS, READS
from tests.functions.economy_app import GOLD, EconomyApi

PAY = {"do": "pay", "to": "bob", "currency": GOLD, "amount": 10}
PATHS = ("wallet", "wallet/gold/ledger", "inventory", "listings?item=arrow&currency=gold")


def get(api: EconomyApi, who: str, path: str) -> Any:
    return api.http.get(f"/v1/economy/{path}", headers=api.headers[who])


def read_all(api: EconomyApi, who: str, times: int) -> list[int]:
    return [get(api, who, PATHS[n % len(PATHS)]).status_code for n in range(times)]


class TestOrders:
    def test_are_60_in_90_seconds_repeats_too(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob", gold=1)
        for _ in range(ORDERS.burst):
            economy.done(ann, PAY, "k1")
        late = economy.order(ann, PAY, "k1")
        assert (late.status_code, late.headers["Retry-After"]) == (429, "2")
        economy.done(bob, PAY | {"to": ann, "amount": 1})
        economy.parts.time.pass_seconds(90)
        for _ in range(ORDERS.burst):
            economy.done(ann, PAY, "k1")
        assert economy.gold(bob) == 10


class TestReads:
    def test_are_120_at_once_and_then_two_a_second(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob")
        assert set(read_all(economy, ann, READS.burst)) == {200}
        for path in PATHS:
            late = get(economy, ann, path)
            assert (late.status_code, late.headers["Retry-After"]) == (429, "1")
            assert late.json()["error"]["code"] == "too_fast"
        assert get(economy, bob, "wallet").status_code == 200
        economy.done(ann, PAY)
        economy.parts.time.pass_seconds(1)
        assert read_all(economy, ann, 3) == [200, 200, 429]

    def test_of_an_operator_are_not_counted(self, economy: EconomyApi) -> None:
        ann = economy.player("ann")
        paths = (f"players/{ann}/wallet", PATHS[3])
        for n in range(READS.burst + 1):
            assert get(economy, "operator", paths[n % 2]).status_code == 200

    @pytest.mark.parametrize("path", PATHS)
    def test_are_served_without_the_store_that_counts(self, economy: EconomyApi, path: str) -> None:
        ann = economy.player("ann")
        read_all(economy, ann, READS.burst)
        assert get(economy, ann, path).status_code == 429
        economy.parts.coordination.down = True
        assert get(economy, ann, path).status_code == 200
