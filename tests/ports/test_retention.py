"""Streams of games that keep them for some days are there whole until then, and not after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from moto import mock_aws
from msgspec.structs import replace

from shared.adapters.dynamodb.log import DynamoDbLog
from shared.adapters.memory.log import InMemoryLog
from shared.application.commands.load import load
from shared.application.commands.ports import Log
from shared.games.codebattle import CODE_BATTLE
from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch, LeaveMatch, OpenMatch
from shared.games.match.plan import Plan, match_stream
from shared.kernel.check_manifest import BadManifest
from shared.kernel.facts import Command
from shared.kernel.games import Games
from shared.kernel.rules import SNAPSHOT_EVERY
from shared.runtime.once import once
from tests.codec import CODEC
from tests.memory import START, Clock, MemoryApplication
from tests.ports.log_stores import dynamodb, new_log_table

ROOM = match_stream("m1")
KEPT = timedelta(days=30)
SECOND = timedelta(seconds=1)


class Kept(MemoryApplication):
    """An application whose log is the one that is tried."""

    def __init__(self, time: Clock, tried: Log) -> None:
        super().__init__()
        self.time = time
        self._tried = tried

    @once
    def log(self) -> InMemoryLog:
        return cast("InMemoryLog", self._tried)

    def send(self, command: Command, command_id: str) -> None:
        self.handle(MATCH, command, by="op", command_id=command_id)


@pytest.fixture(params=["memory", "moto"])
def app(request: pytest.FixtureRequest) -> Iterator[Kept]:
    """A match for two that was begun, and left half a minute later."""
    time = Clock()
    with mock_aws():
        client = dynamodb()
        log: Log = InMemoryLog(CODEC, time)
        if request.param == "moto":
            log = DynamoDbLog(client, new_log_table(client), CODEC, time)
        app = Kept(time, log)
        app.send(OpenMatch(time.now, "m1", 7, Plan(teams=(("ann",), ("bob",)))), "open")
        for who in ("ann", "bob"):
            app.send(JoinMatch(time.now, "m1", who), f"join-{who}")
        time.pass_seconds(30)
        app.send(LeaveMatch(time.now, "m1", "ann"), "leave")
        yield app


class TestStreamOfAMatch:
    def test_expires_at_one_time_whole(self, app: Kept) -> None:
        commits = list(app.log.read(ROOM))
        assert {each.expires for each in commits} == {int((START + KEPT).timestamp())}
        app.time.now = START + KEPT - SECOND
        assert len(list(app.log.read(ROOM))) == len(app.log.latest(ROOM)) == len(commits)
        app.time.now = START + KEPT
        assert list(app.log.read(ROOM)) == []
        assert list(app.log.latest(ROOM)) == []

    def test_is_as_if_it_had_never_been(self, app: Kept) -> None:
        app.time.now = START + KEPT
        other = Kept(app.time, app.log)
        assert load(other.log, other.cache, MATCH, ROOM).state is None


class TestStreamThatBeganBefore:
    """It began when its game kept all streams for ever."""

    @pytest.fixture
    def older(self, app: Kept) -> Kept:
        plan = OpenMatch(app.time.now, "m0", 7, Plan(teams=(("ann",), ("bob",))))
        app.handle(replace(MATCH, kept_days=None), plan, by="op", command_id="older")
        return app

    def test_is_kept_whole(self, older: Kept) -> None:
        for number in range(2 * SNAPSHOT_EVERY):
            other = Kept(older.time, older.log)  # one that knows nothing yet
            join = JoinMatch(other.time.now, "m0", "bob" if number else "ann")
            other.send(join, f"back-{number}")
        older.time.now = START + 2 * KEPT
        commits = list(older.log.read(match_stream("m0")))
        assert len(commits) == 1 + 2 * SNAPSHOT_EVERY
        assert [each.position for each in commits] == [*range(1, len(commits) + 1)]
        assert {each.expires for each in commits} == {0}


class TestManifest:
    def test_says_what_can_be_kept(self) -> None:
        with pytest.raises(BadManifest, match="kept_days"):
            Games(replace(CODE_BATTLE, kept_days=0))
