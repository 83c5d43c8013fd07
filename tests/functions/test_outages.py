"""The four consumers of streams while a store is away for longer than a record is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import pytest

from functions.streams import delivery, notices, rank, reward
from shared.adapters.memory.log import InMemoryLog
from shared.adapters.memory.queues import InMemoryQueues
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.adapters.memory.views import InMemoryViews
from shared.application.channels.deliver import begin_turn, end_turn
from shared.application.channels.ports import Subscriber
from shared.application.ports import Listed, Unavailable
from shared.economy.outbox import EconomyFact
from shared.games.codebattle.commands import EndEarly
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Commit
from shared.runtime.once import once
from shared.wire.economy_facts import encode_fact
from tests.codec import CODEC
from tests.functions.battle_application import BATTLE, BattleApplication, Shard, change
from tests.memory import START

BALANCE = {"owner": "ann", "currency": "gold", "balance": 5, "held": 0, "version": 1}
PAID = EconomyFact(
    "wallet", 7, "ann", "transfer", [{"transaction": 7, "balances": [BALANCE]}], START
)

AWAY: set[str] = set()


def ask(store: str) -> None:
    if store in AWAY:
        raise Unavailable(f"{store} does not answer")


class Queues(InMemoryQueues):
    def put(
        self, queue: str, message: Any, *, group: str = "", key: str = "", delay: int = 0
    ) -> None:
        ask("queues")
        super().put(queue, message, group=group, key=key, delay=delay)


class Log(InMemoryLog):
    def read(self, stream: str, after: int = 0, limit: int | None = None) -> Iterator[Commit]:
        ask("log")
        return super().read(stream, after, limit)

    def latest(self, stream: str, limit: int = 16) -> Sequence[Commit]:
        ask("log")
        return super().latest(stream, limit)


class Views(InMemoryViews):
    def put(
        self,
        kind: str,
        key: str,
        view: Any,
        position: int = 0,
        listed: Listed | None = None,
        *,
        until: datetime | None = None,
        once: bool = False,
    ) -> bool:
        ask("views")
        return super().put(kind, key, view, position, listed, until=until, once=once)


class Subscriptions(InMemorySubscriptions):
    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        ask("subscriptions")
        return super().members(channel, bucket)

    def listened(self, *, begin: bool = False) -> Callable[[str], bool]:
        ask("look")
        return super().listened(begin=begin)


class App(BattleApplication):
    """Stores that are away raise what their adapters raise."""

    @once
    def queues(self) -> Queues:
        return Queues(self.time)

    @once
    def log(self) -> Log:
        return Log(CODEC)

    @once
    def views(self) -> Views:
        return Views()

    @once
    def subscriptions(self) -> Subscriptions:
        return Subscriptions()


@pytest.fixture
def app() -> Iterator[App]:
    """A battle that was played and has ended, of which the consumers know nothing."""
    AWAY.clear()
    app = App()
    app.play()
    app.run(EndEarly(app.tick(), BATTLE), "end")
    app.listen("ana")
    yield app
    AWAY.clear()


def commits(app: App) -> Shard:
    return Shard(map(change, app.commits()))


def facts(_: App) -> Shard:
    return Shard([encode_fact(PAID)])


@pytest.mark.parametrize(
    ("consume", "records", "store"),
    [
        (rank.consume, commits, "queues"),
        (rank.consume, commits, "views"),
        (delivery.consume, commits, "subscriptions"),
        (delivery.consume, commits, "log"),
        (reward.consume, commits, "queues"),
        (notices.consume, facts, "queues"),
    ],
)
def test_an_outage_of_an_hour_sets_nothing_aside(
    app: App, consume: Callable[..., Any], records: Callable[[App], Shard], store: str
) -> None:
    shard = records(app)
    app.__dict__.pop("cache", None)  # the consumer is another process
    AWAY.add(store)
    for _ in range(4):
        shard.deliver(partial(consume, app))
        app.time.pass_seconds(1200)
    assert app.failed_records.kept == {}
    assert shard.checkpoint < len(shard.records)
    AWAY.clear()
    while shard.deliver(partial(consume, app)):
        pass
    assert app.failed_records.kept == {}
    if consume is delivery.consume:
        assert app.offsets("ana") == [1, 2, 3]
    elif consume is rank.consume:
        assert app.board() == [("ana", 3), ("bo", 1), ("cy", 0)]
    else:
        queue = "payouts" if consume is reward.consume else "notifications"
        assert len(app.queues.waiting(queue)) == 1


def test_a_channel_that_another_delivers_sets_nothing_aside(app: App) -> None:
    """After an outage every record is old, so its age says nothing against it."""
    shard, stream = commits(app), participant_stream(BATTLE, "ana")
    app.time.pass_seconds(3600)
    for _ in range(3):
        turn = begin_turn(app.coordination, stream)
        assert turn
        shard.deliver(partial(delivery.consume, app))
        end_turn(app.coordination, stream, turn.token)
    assert app.failed_records.kept == {}
    assert shard.checkpoint < len(shard.records)
    while shard.deliver(partial(delivery.consume, app)):
        pass
    assert app.offsets("ana") == [1, 2, 3]


def test_a_look_that_fails_says_nothing_of_who_listens(app: App) -> None:
    AWAY.add("look")
    commits(app).deliver(partial(delivery.consume, app))
    assert app.offsets("ana") == [1, 2, 3]
    assert [type(each) for each in app.faults] == [Unavailable]
