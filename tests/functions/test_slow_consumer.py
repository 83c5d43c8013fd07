"""A client of API Gateway that does not read, beside others of the same shard."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from msgspec.json import decode

from functions.queues import broadcast
from functions.streams import delivery
from shared.application.channels.channel_request import Request
from shared.application.channels.ports import Subscriber
from shared.application.channels.subscribe import subscribe
from shared.kernel.players import Identity
from tests.functions.battle_application import BATTLE, BattleApplication, Shard, change, message
from tests.management import BUFFER_FULL, THROTTLED, Management, management_api
from tests.names import private_channel


@pytest.fixture
def management() -> Iterator[Management]:
    with management_api() as management:
        yield management


@pytest.fixture
def app(management: Management) -> BattleApplication:
    """A battle that was played; ana and bo listen behind API Gateway."""
    app = BattleApplication()
    app.__dict__["sockets"] = management.sockets()
    app.play()
    for name in ("ana", "bo"):
        app.listen(name)
    return app


def shard_of(app: BattleApplication) -> Shard:
    return Shard(map(change, app.commits()))


def offsets(management: Management, connection: str) -> list[int]:
    frames = map(decode, management.posted(connection))
    return [frame["offset"] for frame in frames if frame["type"] == "message"]


class TestDelivery:
    def test_waits_for_no_client_whose_buffer_is_full(
        self, app: BattleApplication, management: Management
    ) -> None:
        management.answers["ana"] = BUFFER_FULL
        shard = shard_of(app)
        shard.deliver(partial(delivery.consume, app))
        assert shard.checkpoint == len(shard.records)
        assert offsets(management, "bo") == [1, 2, 3]
        assert ("DELETE", "ana", b"") in management.calls
        assert len(management.posted("ana")) == 1
        assert app.subscriptions.channels("ana") == []

    def test_lets_such_a_client_resume_without_a_loss(
        self, app: BattleApplication, management: Management
    ) -> None:
        management.answers["ana"] = BUFFER_FULL
        shard_of(app).deliver(partial(delivery.consume, app))
        channel = private_channel(BATTLE, "ana")
        joined = next(iter(app.log.read(f"codebattle/{BATTLE}/player/ana"))).at
        epoch = f"{int(joined.timestamp() * 1000):x}"
        me = Identity("p-ana", "ana")
        subscribe(app, Request("c1", "ana-again", me, channel, epoch, 0, app.time.now))
        assert offsets(management, "ana-again") == [1, 2, 3]

    def test_tries_again_while_the_account_is_throttled(
        self, app: BattleApplication, management: Management
    ) -> None:
        management.answers["ana"] = THROTTLED
        shard = shard_of(app)
        app.time.pass_seconds(3600)
        shard.deliver(partial(delivery.consume, app))
        assert shard.checkpoint < len(shard.records)
        assert app.failed_records.kept == {}
        assert app.subscriptions.channels("ana") == [private_channel(BATTLE, "ana")]
        del management.answers["ana"]
        while shard.deliver(partial(delivery.consume, app)):
            pass
        assert offsets(management, "ana")[-3:] == [1, 2, 3]


class TestBroadcast:
    def test_drops_the_one_and_serves_the_others(
        self, app: BattleApplication, management: Management
    ) -> None:
        channel = f"codebattle/{BATTLE}/board"
        for name in ("ana", "bo"):
            app.subscriptions.add(Subscriber(channel, name, name))
        management.answers["ana"] = BUFFER_FULL
        for bucket in range(app.subscriptions.buckets(channel)):
            body = f'{{"channel":"{channel}","bucket":{bucket},"frame":{{"type":"x"}}}}'
            assert broadcast.work(app, message(body)) == {"batchItemFailures": []}
        assert management.posted("bo") == [b'{"type":"x"}']
        assert ("DELETE", "ana", b"") in management.calls
        assert app.faults == []
