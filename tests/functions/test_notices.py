"""From a fact on the stream to a notice on a player's own channel."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from msgspec.structs import replace

from functions.queues import notifications
from functions.streams import notices
from shared.application.channels.channel_request import ChannelRefused, Request
from shared.application.channels.subscribe import subscribe, unsubscribe
from shared.application.commands.load import load
from shared.application.players.ports import Player
from shared.economy.outbox import EconomyFact
from shared.games.inbox import INBOX
from shared.kernel.names import account_channel
from shared.kernel.players import Identity
from shared.kernel.trace import id_in, trace_of
from shared.wire.economy_facts import encode_fact
from shared.wire.letters import told_by_message
from tests.functions.battle_application import BattleApplication, Shard, message
from tests.memory import START
from tests.runtime.test_spans import CLIENTS

DONE: dict[str, list[Any]] = {"batchItemFailures": []}


def balance(owner: str) -> dict[str, Any]:
    return {"owner": owner, "currency": "gold", "balance": 5, "held": 0, "version": 1}


def transfer(number: int, subject: str, *owners: str) -> EconomyFact:
    body = [{"transaction": number, "balances": [balance(each) for each in owners]}]
    return EconomyFact("wallet", number, subject, "transfer", body, START)


def listen(app: BattleApplication, player_id: str) -> list[dict[str, Any]]:
    """Subscribe to the player's channel on a connection of that name; return the answer."""
    identity = Identity(player_id, player_id)
    channel = account_channel(player_id)
    subscribe(app, Request("s1", player_id, identity, channel, "", None, START))
    return app.sockets.sent.pop(player_id)


def deliver(app: BattleApplication, *facts: EconomyFact) -> None:
    shard = Shard(map(encode_fact, facts))
    while shard.deliver(partial(notices.consume, app)):
        pass
    for body in app.queues.take("notifications"):
        assert notifications.work(app, message(body)) == DONE


class TestNotices:
    def test_reach_each_player_and_hide_the_balances_of_others(self) -> None:
        app = BattleApplication()
        listen(app, "ann")
        listen(app, "bob")
        deliver(app, transfer(7, "ann", "ann", "bob"))
        (frame,) = app.sockets.sent["bob"]
        assert frame == {
            "type": "message",
            "channel": "account/bob",
            "epoch": "",
            "offset": 0,
            "event": "economy",
            "data": {
                "id": "wallet-7",
                "service": "wallet",
                "kind": "transfer",
                "at": "2026-01-01T12:00:00Z",
                "effects": [{"transaction": 7, "balances": [balance("bob")]}],
            },
        }
        (frame,) = app.sockets.sent["ann"]
        assert frame["data"]["effects"][0]["balances"] == [balance("ann")]

    def test_of_a_reward_go_to_its_player_alone(self) -> None:
        app = BattleApplication()
        shard = Shard([encode_fact(transfer(1, "reward", "$issuance/3", "ann"))])
        shard.deliver(partial(notices.consume, app))
        put = app.queues.waiting("notifications")
        assert [each["channel"] for each in put] == ["account/ann"]

    def test_have_the_same_id_when_the_fact_comes_again(self) -> None:
        app = BattleApplication()
        listen(app, "ann")
        deliver(
            app, transfer(1, "ann", "ann"), transfer(2, "ann", "ann"), transfer(1, "ann", "ann")
        )
        ids = [frame["data"]["id"] for frame in app.sockets.sent["ann"]]
        assert ids == ["wallet-1", "wallet-2", "wallet-1"]

    def test_pass_over_what_is_no_fact(self) -> None:
        app = BattleApplication()
        shard = Shard([b"no JSON", b'{"service": "wallet"}', encode_fact(transfer(1, "a", "a"))])
        shard.deliver(partial(notices.consume, app))
        assert shard.checkpoint == 3
        assert [reason[:8] for _, reason in app.failed_records.kept.values()] == ["NotAFact"] * 2
        assert len(app.queues.waiting("notifications")) == 1

    def test_go_on_with_the_trace_of_their_order(self) -> None:
        app = BattleApplication()
        order = trace_of("ann", "k1")
        fact = replace(transfer(1, "ann", "ann", "bob"), key="k1")
        shard = Shard([encode_fact(fact)])
        assert shard.deliver(partial(notices.consume, app))
        for body in app.queues.take("notifications"):
            assert told_by_message(body.encode()).trace == order.id

    def test_go_on_with_the_trace_that_the_client_of_their_order_began(self) -> None:
        app = BattleApplication()
        listen(app, "bob")
        deliver(app, replace(transfer(1, "ann", "bob"), key="k1", trace=CLIENTS))
        assert [each["trace"] for each in app.sockets.sent["bob"]] == [id_in(CLIENTS)]


class TestPlayerChannel:
    def test_begins_where_it_is(self) -> None:
        assert listen(BattleApplication(), "ann") == [
            {
                "type": "subscribed",
                "id": "s1",
                "channel": "account/ann",
                "epoch": "",
                "offset": 0,
                "recovered": False,
            }
        ]

    def test_ends_with_its_subscription(self) -> None:
        app = BattleApplication()
        listen(app, "ann")
        unsubscribe(app, "ann", "ann", account_channel("ann"))
        deliver(app, transfer(1, "ann", "ann"))
        assert app.sockets.sent == {}

    @pytest.mark.parametrize(
        ("channel", "code"),
        [
            ("account/bob", "not_allowed"),
            ("account/", "unknown_channel"),
            ("account", "unknown_channel"),
            ("account/ann/x", "unknown_channel"),
        ],
    )
    def test_is_its_owner_s_alone(self, channel: str, code: str) -> None:
        app = BattleApplication()
        request = Request("s1", "k", Identity("ann", "bob"), channel, "", None, START)
        with pytest.raises(ChannelRefused) as refused:
            subscribe(app, request)
        assert refused.value.code == code
        assert app.subscriptions.channels("k") == []


class TestInbox:
    """What others do to a player's account is kept for it, once; its own orders are not."""

    def kept(self, app: BattleApplication, name: str) -> list[Any]:
        state = load(app.log, app.cache, INBOX, f"inbox/{name}").state
        return [each.notice for each in state.kept] if state else []

    def app(self) -> BattleApplication:
        app = BattleApplication()
        for name in ("ann", "bob"):
            app.players.create(Player(f"p-{name}", name, START))
        return app

    def test_keeps_a_reward_and_what_another_player_did(self) -> None:
        app = self.app()
        facts = (
            transfer(7, "reward", "p-ann", "reward"),
            transfer(8, "reward-unlisted", "p-ann", "reward-unlisted"),
            transfer(9, "p-bob", "p-ann", "p-bob"),
        )
        for _ in range(2):
            deliver(app, *facts)
        kept = [(each.id, each.kind) for each in self.kept(app, "ann")]
        assert kept == [
            ("economy/wallet-7", "reward"),
            ("economy/wallet-8", "reward"),
            ("economy/wallet-9", "trade"),
        ]
        assert self.kept(app, "bob") == []

    def test_keeps_one_with_many_effects_without_them(self) -> None:
        app = self.app()
        many = [{"transaction": n, "balances": [balance("p-ann")]} for n in range(40)]
        deliver(app, EconomyFact("wallet", 7, "p-bob", "batch", many, START))
        ((notice),) = self.kept(app, "ann")
        assert "effects" not in notice.data

    def test_of_a_player_who_is_gone_is_none(self) -> None:
        app = self.app()
        deliver(app, transfer(7, "p-bob", "p-cyd", "p-bob"))
        assert app.faults == []
