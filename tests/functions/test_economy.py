"""The economy over HTTP, as players and an operator see it."""

from __future__ import annotations

import secrets
from datetime import timedelta

from shared.economy.money import MAX_AMOUNT
from shared.runtime.spans import orders
from tests.functions.economy_app import GOLD, Body, EconomyApi
from tests.memory import START
from tests.runtime.test_spans import CLIENTS

TOMORROW = (START + timedelta(days=1)).isoformat()


def pay(to: str, amount: int = 10, **more: object) -> Body:
    return {"do": "pay", "to": to, "currency": GOLD, "amount": amount, **more}


class TestCommands:
    def test_pays_and_tells_the_payer_of_its_own_account_alone(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob", gold=5)
        (result,) = economy.done(ann, pay(bob, 30))
        (own,) = result["balances"]
        assert (own["owner"], own["balance"]) == (economy.ids[ann], 70)
        assert economy.gold(bob) == 35
        assert economy.ids[bob] not in str(result)

    def test_has_the_first_results_for_a_repeat(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob")
        first = economy.done(ann, pay(bob), "k1")
        economy.done(ann, pay(bob, 1))
        assert economy.done(ann, pay(bob), "k1") == first
        assert economy.gold(ann) == 89

    def test_goes_on_with_the_trace_that_the_client_began(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob")
        for key, sent in (("k1", CLIENTS), ("k2", "00-1-2-01"), ("k3", "")):
            economy.headers[ann]["traceparent"] = sent
            economy.done(ann, pay(bob), key)
        me, waiting = economy.ids[ann], economy.parts.outbox.waiting(100_000)
        facts = {each.key: each for each in waiting if each.subject == me}
        assert [facts[key].trace for key in ("k1", "k2", "k3")] == [CLIENTS, "", ""]
        assert [each.client for each in orders([facts["k1"]])] == [CLIENTS]

    def test_tells_keys_of_two_players_apart(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob", gold=100)
        economy.done(ann, pay(bob, 10), "k1")
        economy.done(bob, pay(ann, 20), "k1")
        assert economy.gold(ann) == 110

    def test_pays_only_from_the_version_that_was_seen(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob")
        version = economy.read(ann, "wallet")["accounts"][0]["version"]
        economy.done(ann, pay(bob, seen=version))
        assert economy.refused(ann, pay(bob, seen=version)) == (409, "version_moved")

    def test_uses_gives_and_wears_things(self, economy: EconomyApi) -> None:
        sword = secrets.token_hex(4)
        ann, bob = economy.player("ann", arrows=10, sword=sword), economy.player("bob")
        economy.done(ann, {"do": "consume", "things": [{"item": "arrow", "amount": 3}]})
        economy.done(ann, {"do": "give", "to": bob, "things": [{"item": "arrow", "amount": 2}]})
        assert economy.done(ann, {"do": "equip", "id": sword}) == [{"id": sword, "slot": "hand"}]
        assert economy.read(ann, "inventory")["things"][1]["slot"] == "hand"
        economy.done(ann, {"do": "unequip", "id": sword})
        assert economy.things(ann) == {"arrow": 5, f"sword {sword}": 1}
        assert economy.things(bob) == {"arrow": 2}

    def test_trades(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", arrows=10), economy.player("bob", gold=100)
        offer = {
            "do": "offer",
            "thing": {"item": "arrow", "amount": 4},
            "currency": GOLD,
            "price": 40,
            "expires": TOMORROW,
        }
        listing = economy.done(ann, offer)[0]["listing"]
        bought = economy.done(bob, {"do": "buy", "listing": listing, "price": 40})
        assert (bought[0]["price"], bought[0]["fee"]) == (40, 2)
        assert (economy.gold(ann), economy.gold(bob)) == (38, 60)
        assert economy.things(bob) == {"arrow": 4}
        other = economy.done(ann, offer)[0]["listing"]
        economy.done(ann, {"do": "cancel", "listing": other})
        assert economy.things(ann) == {"arrow": 6}

    def test_carries_out_all_of_a_batch_or_nothing(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob")
        both = {"do": "batch", "orders": [pay(bob, 60), pay(bob, 60)]}
        assert economy.refused(ann, both) == (409, "insufficient_funds")
        assert (economy.gold(ann), economy.gold(bob)) == (100, 0)
        results = economy.done(ann, both | {"orders": [pay(bob, 60), pay(bob, 40)]})
        assert [each["balances"][0]["balance"] for each in results] == [40, 0]


class TestReading:
    def test_pages_through_the_ledger(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob")
        for amount in (1, 2, 3):
            economy.done(ann, pay(bob, amount))
        first = economy.read(ann, "wallet/gold/ledger", limit=3)
        assert [each["amount"] for each in first["entries"]] == [-3, -2, -1]
        rest = economy.read(ann, "wallet/gold/ledger", limit=3, before=first["before"])
        assert [each["balance"] for each in rest["entries"]] == [100]
        assert rest["before"] is None

    def test_pages_through_things(self, economy: EconomyApi) -> None:
        gem, sword = f"a/b {secrets.token_hex(4)}", secrets.token_hex(4)
        ann = economy.player("ann", arrows=1, gem=gem, sword=sword)
        seen, after = [], ""
        while after is not None:
            query = {"after": after} if after else {}
            page = economy.read(ann, "inventory", limit=1, **query)
            seen += [each["item"] for each in page["things"]]
            after = page["after"]
        assert seen == ["arrow", "gem", "sword"]

    def test_pages_through_listings_from_the_cheapest_on(self, economy: EconomyApi) -> None:
        item = {"item": "gem", "id": secrets.token_hex(4)}
        ann = economy.player("ann", gem=str(item["id"]), arrows=9)
        arrow = {"item": "arrow", "amount": 1}
        for price in (30, 10, 20):
            order = {"do": "offer", "thing": arrow, "currency": "gems", "price": price}
            economy.done(ann, order | {"expires": TOMORROW})
        query = {"item": "arrow", "currency": "gems", "limit": 2}
        first = economy.read(ann, "listings", **query)
        assert [each["price"] for each in first["listings"]] == [10, 20]
        rest = economy.read(ann, "listings", **query, after=first["after"])
        assert [each["price"] for each in rest["listings"]] == [30]
        assert rest["listings"][0]["seller"] == economy.ids[ann]

    def test_pages_through_listings_up_to_the_dearest(self, economy: EconomyApi) -> None:
        ann = economy.player("ann", arrows=2)
        dear = {"do": "offer", "thing": {"item": "arrow", "amount": 1}, "currency": GOLD}
        for _ in range(2):
            economy.done(ann, dear | {"price": MAX_AMOUNT, "expires": TOMORROW})
        query = {"item": "arrow", "currency": GOLD, "limit": 1, "after": f"{MAX_AMOUNT - 1}-0"}
        first = economy.read(ann, "listings", **query)
        rest = economy.read(ann, "listings", **query | {"after": first["after"]})
        sold = [*first["listings"], *rest["listings"]]
        assert [each["price"] for each in sold] == [MAX_AMOUNT] * 2
        assert sold[0]["listing"] < sold[1]["listing"]


class TestOperations:
    def test_moves_money_among_many(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob", gold=100)
        payments = [
            {"from": ann, "to": "$prizes", "currency": GOLD, "amount": 50},
            {"from": bob, "to": "$prizes", "currency": GOLD, "amount": 25},
            {"from": "$prizes", "to": bob, "currency": GOLD, "amount": 70},
        ]
        (result,) = economy.done("operator", {"do": "transfer", "payments": payments})
        assert {each["owner"] for each in result["balances"]} == {
            economy.ids[ann],
            economy.ids[bob],
            "$prizes",
        }
        assert (economy.gold(ann), economy.gold(bob)) == (50, 145)

    def test_holds_captures_releases_and_reverses(self, economy: EconomyApi) -> None:
        ann, bob = economy.player("ann", gold=100), economy.player("bob")
        hold = {"do": "hold", "from": ann, "currency": GOLD, "amount": 60}
        first, second = (economy.done("operator", hold | {"amount": n})[0] for n in (60, 40))
        assert economy.refused(ann, pay(bob, 1)) == (409, "insufficient_funds")
        capture = {"do": "capture", "hold": first["hold"], "amount": 50, "to": bob}
        (captured,) = economy.done("operator", capture)
        economy.done("operator", {"do": "release", "hold": second["hold"]})
        (account,) = economy.read(ann, "wallet")["accounts"]
        assert (account["balance"], account["held"]) == (50, 0)
        reverse = {"do": "reverse", "transaction": captured["transaction"]}
        economy.done("operator", reverse)
        assert (economy.gold(ann), economy.gold(bob)) == (100, 0)
        assert economy.refused("operator", reverse) == (409, "already_reversed")

    def test_burns_money_and_takes_things(self, economy: EconomyApi) -> None:
        ann = economy.player("ann", gold=100, arrows=5)
        burn = {"do": "burn", "from": ann, "currency": GOLD, "amount": 30}
        take = {"do": "take", "from": ann, "things": [{"item": "arrow", "amount": 5}]}
        economy.done("operator", {"do": "batch", "orders": [burn, take]})
        assert (economy.gold(ann), economy.things(ann)) == (70, {})

    def test_shows_any_player_s_ledger(self, economy: EconomyApi) -> None:
        ann = economy.player("ann", gold=100, arrows=5)
        for path in ("wallet", "wallet/gold/ledger", "inventory"):
            assert economy.read("operator", f"players/{ann}/{path}") == economy.read(ann, path)

    def test_publishes_a_catalogue_once_a_version(self, economy: EconomyApi) -> None:
        def publish(most: int, item: str = "banner") -> int:
            body = {"items": [{"item": item, "stackable": True, "most": most}]}
            path, headers = "/v1/economy/catalogue/2", economy.headers["operator"]
            return economy.http.put(path, json=body, headers=headers).status_code

        assert [publish(5), publish(5), publish(6), publish(5, "Bad")] == [200, 200, 409, 422]

    def test_adds_a_currency(self, economy: EconomyApi) -> None:
        ann, headers = economy.player("ann"), economy.headers["operator"]
        mint = {"do": "mint", "to": ann, "currency": "shells", "amount": 1}
        assert economy.refused("operator", mint) == (409, "wrong_currency")
        for _ in range(2):
            put = economy.http.put("/v1/economy/currencies/shells", headers=headers)
            assert put.status_code == 200
        economy.done("operator", mint)
