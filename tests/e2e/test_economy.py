"""The way of money and items through a deployed stage, over HTTP and over sockets."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from localstack.stage import Stage
from tests.e2e.driver import Site, eventually, unique
from tests.e2e.homes import ON_FUNCTIONS
from tests.e2e.purse import GOLD, Mint, Purse, in_order, pay_by_socket, told
from tests.e2e.test_battle import answer_all

pytestmark = pytest.mark.stage


@pytest.fixture(scope="module")
def mint(site: Site) -> Mint:
    mint = Mint(site)
    mint.open()
    return mint


class TestMoney:
    def test_goes_from_player_to_player_once_a_key(
        self, site: Site, stage: Stage, mint: Mint
    ) -> None:
        ann, bob = site.sign_up(), site.sign_up()
        mint.give(ann, gold=100)
        purse, key = Purse(ann), unique("k")

        first = purse.pay(bob, 30, key)

        assert first.status_code == 200, first.text
        assert purse.pay(bob, 30, key).json() == first.json()
        reused = purse.pay(bob, 31, key)
        assert told(reused) == (409, "key_reused")
        poor = purse.pay(bob, 71)
        assert told(poor) == (409, "insufficient_funds")
        assert (purse.gold(), Purse(bob).gold()) == (70, 30)
        assert in_order(stage)

    def test_goes_the_same_way_over_a_socket_and_under_the_same_key(
        self, site: Site, stage: Stage, mint: Mint
    ) -> None:
        ann, bob, key = site.sign_up(), site.sign_up(), unique("k")
        mint.give(ann, gold=100)
        with ann.connect() as socket:
            done = pay_by_socket(socket, bob, 30, key)
            assert done["type"] == "done", done
            assert pay_by_socket(socket, bob, 30, key) == done
            refused = pay_by_socket(socket, bob, 300, unique("k"))
            assert (refused["type"], refused["reason"]) == ("refused", "insufficient_funds")
        again = Purse(ann).pay(bob, 30, key)
        assert again.json()["results"] == done["results"]
        assert (Purse(ann).gold(), Purse(bob).gold()) == (70, 30)
        assert in_order(stage)


class TestMarket:
    def test_sells_to_one_of_many(self, site: Site, stage: Stage, mint: Mint) -> None:
        seller, sword = site.sign_up(), unique("sword")
        mint.give(seller, things=[{"item": "sword", "id": sword}])
        buyers = [site.sign_up() for _ in range(4)]
        for each in buyers:
            mint.give(each, gold=100)
        expires = datetime.now(UTC) + timedelta(days=1)  # noqa: TID251 - a player's clock
        offer = {
            "do": "offer",
            "thing": {"item": "sword", "id": sword},
            "currency": GOLD,
            "price": 60,
            "expires": expires.isoformat(),
        }
        listing = Purse(seller).order(offer).json()["results"][0]["listing"]
        buy = {"do": "buy", "listing": listing, "price": 60}

        with ThreadPoolExecutor(len(buyers)) as pool:
            answers = list(pool.map(lambda each: Purse(each).order(buy), buyers))

        assert sorted(each.status_code for each in answers) == [200, 409, 409, 409]
        owners = [each for each in buyers if f"sword {sword}" in Purse(each).things()]
        assert [Purse(each).gold() for each in owners] == [40]
        assert Purse(seller).gold() == 57
        assert Purse(seller).things() == {}
        assert in_order(stage)


@ON_FUNCTIONS
class TestReward:
    def test_of_a_battle_is_paid_once_however_often_it_is_asked_for(
        self, site: Site, stage: Stage
    ) -> None:
        """The message that the stage put waits for the final board, so two more of it go ahead."""
        ann, bob = site.sign_up(), site.sign_up()
        with ann.connect() as one, bob.connect() as two:
            battle = site.schedule()
            for socket, right in ((one, 2), (two, 0)):
                assert socket.ask("codebattle.join", room=battle)["type"] == "done"
                answer_all(socket, battle, right)
        assert site.command("codebattle.end", battle).is_success
        end = site.http.get(f"/v1/rooms/codebattle/{battle}").json()
        queue, sqs = stage.outputs["QueuePayouts"], stage.account.client("sqs")
        eventually(lambda: delayed(stage), lambda seen: seen > 0)
        message = {
            "job": "reward",
            "room": f"codebattle/{battle}",
            "ended_at": end["ends_at"],
            "after": "",
        }
        for _ in range(2):
            sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(message))

        eventually(lambda: (Purse(ann).gold(), Purse(bob).gold()), lambda seen: seen == (30, 10))
        assert in_order(stage)


def delayed(stage: Stage) -> int:
    name = "ApproximateNumberOfMessagesDelayed"
    found = stage.account.client("sqs").get_queue_attributes(
        QueueUrl=stage.outputs["QueuePayouts"], AttributeNames=[name]
    )
    return int(found["Attributes"][name])
