"""Whether the heartbeat tells that commits no longer reach a consumer."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from functions.scheduled import lifecycle
from functions.streams import delivery, rank, reward
from shared.application.lifecycle.heartbeat import EVERY, STREAM, heartbeat
from tests.functions.battle_application import BattleApplication, Shard, change

_CONSUMERS: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "rank": rank.consume,
    "delivery": delivery.consume,
    "reward": reward.consume,
}


def _replicate(app: BattleApplication, *, without: str = "") -> None:
    """Hand the heartbeats over, as the stream does, to all consumers but one."""
    for name, consume in _CONSUMERS.items():
        if name != without:
            shard = Shard([change(each) for each in app.log.read(STREAM)])
            shard.deliver(partial(consume, app))


def _lag(app: BattleApplication) -> float:
    return heartbeat(app, lifecycle.CONSUMERS).total_seconds()


def test_every_consumer_of_the_log_is_waited_for() -> None:
    assert set(lifecycle.CONSUMERS) == set(_CONSUMERS)


def test_is_zero_while_all_is_replicated() -> None:
    app = BattleApplication()
    for _ in range(3):
        _lag(app)
        _replicate(app)
        app.time.pass_seconds(EVERY.total_seconds())
    _lag(app)
    _replicate(app)
    assert _lag(app) == 0
    assert len(list(app.log.read(STREAM))) == 4


def test_grows_from_the_first_that_was_not_replicated() -> None:
    app = BattleApplication()
    _lag(app)
    _replicate(app)
    for minutes in range(1, 16):
        app.time.pass_seconds(60)
        assert _lag(app) == max(0, minutes - 5) * 60
    _replicate(app)
    assert _lag(app) == 0


@pytest.mark.parametrize("name", _CONSUMERS)
def test_grows_when_one_consumer_gets_nothing(name: str) -> None:
    app = BattleApplication()
    _lag(app)
    _replicate(app, without=name)
    app.time.pass_seconds(60)
    assert _lag(app) == 60


def test_grows_before_anything_was_ever_handled() -> None:
    app = BattleApplication()
    assert _lag(app) == 0
    app.time.pass_seconds(3600)
    assert _lag(app) == 3600


def test_is_not_handled_while_its_batch_has_to_come_again() -> None:
    app = BattleApplication()
    app.play()
    _lag(app)
    _replicate(app, without="rank")
    shard = Shard(map(change, [*app.commits(), *app.log.read(STREAM)]))
    app.down(down=True)
    shard.deliver(partial(rank.consume, app))
    app.time.pass_seconds(60)
    assert _lag(app) == 60
    app.down(down=False)
    shard.deliver(partial(rank.consume, app))
    assert _lag(app) == 0


def test_is_told_each_minute(capsys: pytest.CaptureFixture[str]) -> None:
    app = BattleApplication()
    lifecycle.announce(app)
    app.time.pass_seconds(60)
    lifecycle.announce(app)
    told = [
        line["ReplicationLag"]
        for line in map(json.loads, capsys.readouterr().out.splitlines())
        if "ReplicationLag" in line
    ]
    assert told == [0, 60]
