"""A letter and what its redrive brings about are one trace."""

from __future__ import annotations

import io
from contextlib import redirect_stdout
from functools import partial
from pathlib import Path

import pytest

from cli.logs.show import waterfall
from functions.queues import deferred
from functions.streams import delivery
from shared.kernel.trace import id_in
from shared.runtime import spans
from tests.cli.test_logs import World
from tests.functions.battle_application import Shard, change, message
from tests.functions.letters.desk import Desk
from tests.runtime.test_spans import CLIENTS


def _broken(*_: object, **__: object) -> None:
    raise KeyError("bo")


def test_goes_on_from_the_failure_to_the_frame_of_the_victim(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spans, "_BELOW", 2**32)
    desk.app.listen("bo")
    body, output = desk.attack(trace=CLIENTS), io.StringIO()
    with redirect_stdout(output):
        with monkeypatch.context() as patch:
            patch.setattr(deferred, "settle_deferred", _broken)
            assert deferred.work(desk.app, message(body.decode()))["batchItemFailures"]
        letter = desk.letter(body)
        assert desk.show(letter)["letter"]["trace"] == id_in(CLIENTS)
        desk.operate("redrive", ids=[letter])
        (again,) = desk.bodies()
        deferred.work(desk.app, message(again.decode()))
        records = Shard(change(each) for each in desk.app.commits() if each.trace)
        records.deliver(partial(delivery.consume, desk.app))
    frames = [each for each in desk.app.sockets.sent["bo"] if each["event"] == "attack.received"]
    assert frames[-1]["trace"] == id_in(CLIENTS)
    world = World(tmp_path)
    world.write(output.getvalue())
    drawn = {what.strip() for what, *_ in waterfall(world.find(trace=id_in(CLIENTS)))}
    assert drawn >= {"deferred KeyError", "deferred", "delivery"}
