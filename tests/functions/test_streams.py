from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from functions.streams import delivery, rank
from shared.application.ports import CacheUnavailable
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.game import Timers
from shared.kernel.games import Games
from shared.wire.cdc import NotACommit
from tests.functions.battle_application import (
    PLAYERS,
    ROOM,
    BattleApplication,
    Shard,
    change,
    recorded,
)

FOLD = [("ana", 3), ("bo", 1), ("cy", 0)]


def played() -> BattleApplication:
    app = BattleApplication()
    app.play()
    return app


def fail(_state: object) -> None:
    raise ZeroDivisionError


class TestRank:
    def test_brings_a_recorded_event_onto_the_board(self) -> None:
        app = BattleApplication()
        assert rank.consume(app, recorded("kinesis")) == {"batchItemFailures": []}
        assert app.board() == [("ana", 0)]

    def test_brings_a_played_battle_onto_the_board_and_into_the_list(self) -> None:
        app = played()
        Shard(map(change, app.commits())).deliver(partial(rank.consume, app))
        assert app.board() == FOLD
        assert [each["room"] for each in app.views.listed("codebattle/scheduled")] == [ROOM]

    def test_lists_battles_while_the_cache_is_down_and_catches_up_later(self) -> None:
        app = played()
        shard = Shard(map(change, app.commits()))
        app.down(down=True)
        shard.deliver(partial(rank.consume, app))
        assert shard.checkpoint == 0
        assert [each["room"] for each in app.views.listed("codebattle/scheduled")] == [ROOM]
        assert [type(each) for each in app.faults] == [CacheUnavailable]
        app.down(down=False)
        shard.deliver(partial(rank.consume, app))
        assert app.board() == FOLD

    def test_ranks_though_a_game_cannot_say_what_is_due(self) -> None:
        class Broken(BattleApplication):
            @property
            def games(self) -> Games:
                return Games(replace(CODE_BATTLE, timers=Timers(fail)))

        app = Broken()
        app.play()
        Shard(map(change, app.commits())).deliver(partial(rank.consume, app))
        assert app.board() == FOLD
        assert {type(each) for each in app.faults} == {ZeroDivisionError}

    @settings(max_examples=50)
    @given(st.data())
    def test_converges_to_the_fold_whatever_repeats_reorders_and_dies(
        self, data: st.DataObject
    ) -> None:
        app = played()
        shard = Shard(map(change, data.draw(st.permutations(app.commits() * 2))))
        consume_all(app, shard, rank.consume, data)
        assert app.board() == FOLD


class TestDelivery:
    def test_delivers_each_commit_once_in_order(self) -> None:
        app = played()
        app.listen("ana")
        app.listen("bo")
        Shard(map(change, app.commits())).deliver(partial(delivery.consume, app))
        assert app.offsets("ana") == [1, 2, 3]
        assert app.offsets("bo") == [1, 2, 3]
        assert app.sockets.sent["bo"][-1]["event"] == "attack.received"

    def test_delivers_nothing_twice_when_it_died_before_its_checkpoint(self) -> None:
        app = played()
        app.listen("ana")
        shard = Shard(map(change, app.commits()))
        shard.deliver(partial(delivery.consume, app), killed=True)
        shard.deliver(partial(delivery.consume, app))
        assert app.offsets("ana") == [1, 2, 3]

    def test_tries_again_while_another_delivers(self) -> None:
        app = played()
        app.listen("ana")
        shard = Shard(map(change, app.commits()))
        app.coordination.begin_turn("codebattle/b1/player/ana", 0, 5000)
        shard.deliver(partial(delivery.consume, app))
        assert app.offsets("ana") == []
        app.time.pass_seconds(5)
        while shard.deliver(partial(delivery.consume, app)):
            pass
        assert app.offsets("ana") == [1, 2, 3]

    def test_delivers_while_the_cache_is_down(self) -> None:
        app = played()
        app.listen("ana")
        app.down(down=True)
        Shard(map(change, app.commits())).deliver(partial(delivery.consume, app))
        assert app.offsets("ana") == [1, 2, 3]

    @settings(max_examples=50)
    @given(st.data())
    def test_loses_nothing_whatever_repeats_reorders_and_dies(self, data: st.DataObject) -> None:
        app = played()
        for name in PLAYERS:
            app.listen(name)
        shard = Shard(map(change, data.draw(st.permutations(app.commits() * 2))))
        consume_all(app, shard, delivery.consume, data)
        assert [app.offsets(name) for name in PLAYERS] == [[1, 2, 3], [1, 2, 3], [1, 2]]


class TestPoison:
    """A record that can't be read goes away whole; what follows is handled."""

    def test_is_kept_whole_and_passed_over(self) -> None:
        app = played()
        first, *rest = map(change, app.commits())
        shard = Shard([first, b"\x00 no JSON", *rest])
        for name, consume in (("rank", rank.consume), ("delivery", delivery.consume)):
            shard.checkpoint = 0
            shard.deliver(partial(consume, app))
            ((kept, reason),) = (
                record
                for (workload, _), record in app.failed_records.kept.items()
                if workload == name
            )
            assert kept == shard.records[1]
            assert reason.startswith(NotACommit.__name__)
        assert app.board() == FOLD

    def test_is_a_fact_of_an_unknown_name(self) -> None:
        record = json.loads(change(played().commits()[1]))
        record["dynamodb"]["NewImage"]["facts"]["S"] = '[["codebattle.vanished.v1", {}]]'
        assert "codebattle.vanished.v1" in set_aside(
            BattleApplication(), json.dumps(record).encode()
        )

    def test_is_no_commit_that_has_expired(self) -> None:
        app, record = BattleApplication(), json.loads(change(played().commits()[1], "REMOVE"))
        record["userIdentity"] = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
        Shard([json.dumps(record).encode()]).deliver(partial(rank.consume, app))
        assert not app.failed_records.kept

    @pytest.mark.parametrize("what", ["MODIFY", "REMOVE"])
    def test_is_a_change_of_the_log(self, what: str) -> None:
        app = played()
        assert what in set_aside(app, change(app.commits()[1], what))

    def test_is_a_record_without_an_image(self) -> None:
        assert set_aside(BattleApplication(), b'{"eventName": "INSERT", "dynamodb": {}}')


def set_aside(app: BattleApplication, data: bytes) -> str:
    """Consume one record and return why it was set aside."""
    shard = Shard([data])
    shard.deliver(partial(rank.consume, app))
    assert shard.checkpoint == 1
    ((_, reason),) = app.failed_records.kept.values()
    return reason


def consume_all(app: BattleApplication, shard: Shard, consume: Any, data: st.DataObject) -> None:
    """Deliver the shard in batches of any size, with processes that die at any of them."""
    deaths = data.draw(st.lists(st.booleans(), max_size=10))
    sizes = st.integers(1, 8)
    for killed in deaths:
        shard.deliver(partial(consume, app), size=data.draw(sizes), killed=killed)
    while shard.deliver(partial(consume, app), size=data.draw(sizes)):
        pass
