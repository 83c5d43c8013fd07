from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.queues import broadcast, default, deferred, leaderboard, notifications
from functions.streams import rank
from shared.adapters.memory.log import InMemoryLog
from shared.adapters.memory.sockets import InMemorySockets
from shared.application.boards.ports import Entry
from shared.application.channels.ports import Subscriber
from shared.application.channels.refresh_channel import refresh_channel
from shared.application.commands.handle_command import handle_command
from shared.application.commands.ports import Deferred, LogUnavailable, StreamMoved
from shared.application.commands.stream_cache import StreamCache
from shared.application.ports import CacheUnavailable
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import Attack, LeaveBattle
from shared.games.codebattle.facts import ArrowShot, AttackFailed
from shared.games.codebattle.streams import participant_stream
from shared.kernel.facts import Commit
from shared.runtime.once import once
from shared.wire.frames import Message
from shared.workload_kinds import Queue
from shared.workloads import workload
from tests.codec import CODEC
from tests.functions.battle_application import (
    BATTLE,
    ROOM,
    BattleApplication,
    Shard,
    change,
    message,
    recorded,
)

DONE: dict[str, list[Any]] = {"batchItemFailures": []}
FAILED = {"batchItemFailures": [{"itemIdentifier": "059f36b4-87a3-44ab-83d2-661975830a7d"}]}
BOARD = f"codebattle/{BATTLE}/board"


def _tries(name: str) -> int:
    trigger = workload(name).trigger
    assert isinstance(trigger, Queue)
    return trigger.tries


class BusyLog(InMemoryLog):
    """While `busy`, no append over two streams gets through; nor one of `away` commits."""

    busy = False
    away = 0

    def append(self, *commits: Commit) -> None:
        if self.away and len(commits) >= self.away:
            raise LogUnavailable
        if self.busy and len(commits) > 1:
            raise StreamMoved(*(each.stream for each in commits))
        super().append(*commits)


class TroubledSockets(InMemorySockets):
    """Fails for the connections in `broken`."""

    broken: tuple[str, ...] = ()

    def send(self, connection: str, frame: bytes) -> None:
        if connection in self.broken:
            raise OSError(connection)
        super().send(connection, frame)


class Crew(BattleApplication):
    fast_path = True

    @once
    def log(self) -> BusyLog:
        return BusyLog(CODEC)

    @once
    def sockets(self) -> TroubledSockets:
        return TroubledSockets()

    def facts(self, name: str, kind: type) -> list[Any]:
        commits = self.log.read(participant_stream(BATTLE, name))
        return [fact for each in commits for fact in each.facts if isinstance(fact, kind)]

    def join_channel(self, channel: str, *names: str) -> None:
        for name in names:
            self.subscriptions.add(Subscriber(channel, name, name))


@pytest.fixture
def app() -> Crew:
    crew = Crew()
    crew.play()
    crew.time.pass_seconds(300)
    return crew


class TestDeferred:
    def test_carries_out_a_recorded_message_at_the_time_it_was_asked_for(self, app: Crew) -> None:
        app.listen("ana")
        assert deferred.work(app, recorded("sqs_fifo")) == DONE
        shots = app.facts("ana", ArrowShot)
        assert [each.points_deducted for each in shots] == [1, 1]
        assert shots[-1].at.isoformat() == "2026-01-01T12:05:00+00:00"
        assert app.sockets.sent["ana"][-1]["event"] == "attack.sent"

    def test_shoots_once_however_often_it_comes(self, app: Crew) -> None:
        for _ in range(3):
            assert deferred.work(app, recorded("sqs_fifo")) == DONE
        assert len(app.facts("ana", ArrowShot)) == 2

    def test_tells_the_sender_once_that_it_was_refused_and_never_shoots_then(
        self, app: Crew
    ) -> None:
        app.listen("ana")
        app.run(LeaveBattle(app.time.now, BATTLE, "bo"), "leave")
        for _ in range(2):
            assert deferred.work(app, recorded("sqs_fifo")) == DONE
        (failed,) = app.facts("ana", AttackFailed)
        assert (failed.target, failed.reason, failed.attack_id) == ("bo", "no_target", "c9")
        assert app.sockets.sent["ana"][-1]["event"] == "attack.failed"
        assert len(app.facts("ana", ArrowShot)) == 1

    def test_comes_again_while_the_streams_are_busy_and_gives_up_at_the_last_try(
        self, app: Crew
    ) -> None:
        app.log.busy = True
        body = recorded("sqs_fifo")["Records"][0]["body"]
        *most, last = range(1, _tries("deferred") + 1)
        for tried in most:
            event = message(body, tried=tried, event="sqs_fifo")
            assert deferred.work(app, event) == FAILED
        assert deferred.work(app, message(body, tried=last, event="sqs_fifo")) == DONE
        assert [each.reason for each in app.facts("ana", AttackFailed)] == ["busy"]
        app.log.busy = False
        assert deferred.work(app, recorded("sqs_fifo")) == DONE
        assert len(app.facts("ana", ArrowShot)) == 1

    def test_tells_the_sender_and_is_a_dead_letter_when_something_else_fails_at_the_last_try(
        self, app: Crew
    ) -> None:
        app.log.away = 2
        body = recorded("sqs_fifo")["Records"][0]["body"]
        for tried in range(1, _tries("deferred") + 1):
            assert app.facts("ana", AttackFailed) == []
            assert deferred.work(app, message(body, tried=tried, event="sqs_fifo")) == FAILED
        assert [each.reason for each in app.facts("ana", AttackFailed)] == ["busy"]
        app.log.away = 0
        assert deferred.work(app, recorded("sqs_fifo")) == DONE, "a redrive changes nothing"
        assert len(app.facts("ana", ArrowShot)) == 1

    def test_tells_the_sender_after_a_redrive_when_nothing_could_be_written(
        self, app: Crew
    ) -> None:
        app.log.away = 1
        body = recorded("sqs_fifo")["Records"][0]["body"]
        last = _tries("deferred")
        assert deferred.work(app, message(body, tried=last, event="sqs_fifo")) == FAILED
        app.log.away = 0
        app.time.pass_seconds(300)
        assert deferred.work(app, recorded("sqs_fifo")) == DONE
        assert [each.reason for each in app.facts("ana", AttackFailed)] == ["busy"]

    def test_of_a_game_that_defers_nothing_is_a_dead_letter(self, app: Crew) -> None:
        body = json.loads(recorded("sqs_fifo")["Records"][0]["body"])
        body["game"] = "hunt"
        assert deferred.work(app, message(json.dumps(body), event="sqs_fifo")) == FAILED

    def test_has_nobody_to_tell_for_one_who_never_joined(self, app: Crew) -> None:
        body = json.loads(recorded("sqs_fifo")["Records"][0]["body"])
        body["command"]["username"] = "zed"
        assert deferred.work(app, message(json.dumps(body), event="sqs_fifo")) == DONE
        assert app.facts("zed", AttackFailed) == []

    def test_takes_what_the_command_path_deferred(self, app: Crew) -> None:
        app.log.busy = True
        with pytest.raises(Deferred):
            app.run(Attack(app.time.now, BATTLE, "ana", "bo"), "c77")
        app.log.busy = False
        (body,) = app.queues.take("deferred")
        assert deferred.work(app, message(body, event="sqs_fifo")) == DONE
        assert len(app.facts("ana", ArrowShot)) == 2

    def test_answers_a_client_that_asks_again_meanwhile_with_the_same_shot(self, app: Crew) -> None:
        deferred.work(app, recorded("sqs_fifo"))
        attack = Attack(app.time.now + timedelta(seconds=9), BATTLE, "ana", "bo")
        handled = handle_command(
            app.log,
            StreamCache(app.time.monotonic),
            CODE_BATTLE,
            attack,
            by="p-ana",
            command_id="c9",
            pause=lambda _: None,
        )
        assert handled.repeated


class TestLeaderboard:
    def test_rebuilds_shows_and_sends_the_board(self, app: Crew) -> None:
        app.join_channel(BOARD, "ana", "bo")
        drain(app)
        frames = app.sockets.sent["ana"]
        assert frames == app.sockets.sent["bo"]
        assert frames[-1]["data"]["rows"] == [["ana", 3], ["bo", 1], ["cy", 0]]

    def test_makes_frames_of_the_protocol(self, app: Crew) -> None:
        app.join_channel(BOARD, "ana")
        drain(app)
        app.run(Attack(app.time.now, BATTLE, "ana", "bo"), "one more")
        drain(app)
        frames = app.sockets.sent["ana"]
        fields = set(Message.__struct_fields__) | {"type"}
        assert [each["offset"] for each in frames] == [1, 2]
        assert all(set(each) <= fields and each["type"] == "message" for each in frames)
        assert frames[-1]["base"] == 1

    def test_shows_the_whole_board_again_after_the_cache_was_emptied(self, app: Crew) -> None:
        app.join_channel(BOARD, "ana")
        drain(app)
        app.leaderboard.flush()
        app.coordination.flush()
        Shard([change(app.commits()[-1])]).deliver(lambda event: rank.consume(app, event))
        drain(app)
        assert app.sockets.sent["ana"][-1]["data"]["rows"] == [["ana", 3], ["bo", 1], ["cy", 0]]

    def test_comes_back_to_a_channel_until_the_cache_is_there_again(self, app: Crew) -> None:
        app.join_channel(BOARD, "ana")
        app.down(down=True)
        assert leaderboard.work(app, message(json.dumps({"channel": BOARD}))) == DONE
        assert isinstance(app.faults[-1], CacheUnavailable)
        app.down(down=False)
        drain(app)
        assert app.sockets.sent["ana"][-1]["event"] == "board"

    def test_leaves_a_channel_to_the_lifecycle_scheduler_when_the_cache_is_away_for_long(
        self, app: Crew
    ) -> None:
        app.down(down=True)
        waiting = app.queues.waiting("leaderboard")
        body = json.dumps({"channel": BOARD, "outages": leaderboard.MOST_OUTAGES})
        assert leaderboard.work(app, message(body)) == DONE
        assert app.queues.waiting("leaderboard") == waiting

    def test_leaves_a_message_that_is_none_to_the_dead_letters(self, app: Crew) -> None:
        assert leaderboard.work(app, message('{"chanel": "codebattle/b1/board"}')) == FAILED
        assert leaderboard.work(app, message("no JSON")) == FAILED


class TestBroadcast:
    def test_reaps_who_is_gone_and_reaches_the_others(self, app: Crew) -> None:
        names = [f"c{n}" for n in range(40)]
        app.join_channel(BOARD, *names)
        app.sockets.gone.add("c7")
        app.sockets.broken = ("c9",)
        for bucket in range(app.subscriptions.buckets(BOARD)):
            body = json.dumps({"channel": BOARD, "bucket": bucket, "frame": {"type": "message"}})
            assert broadcast.work(app, message(body)) == DONE
        assert set(app.sockets.sent) == set(names) - {"c7", "c9"}
        left = {each.connection for each in app.subscriptions.members(BOARD)}
        assert left == set(names) - {"c7"}
        assert [type(each) for each in app.faults] == [ExceptionGroup]

    def test_repeats_what_is_still_the_newest_version_and_nothing_older(self, app: Crew) -> None:
        """The first worker may have died at any connection; a repeat comes a minute later."""
        app.join_channel(BOARD, "ana")
        app.rebuild(ROOM)
        refresh_channel(app, BOARD)
        (old,) = _posted(app)
        assert broadcast.work(app, message(old, tried=2)) == DONE
        assert len(app.sockets.sent["ana"]) == 1
        app.leaderboard.record(ROOM, [Entry("ana", 5, app.time.now, 99)])
        refresh_channel(app, BOARD)
        (new,) = _posted(app)
        assert broadcast.work(app, message(old, tried=2)) == DONE
        assert len(app.sockets.sent["ana"]) == 1
        assert broadcast.work(app, message(new, tried=5)) == DONE
        assert app.sockets.sent["ana"][-1]["offset"] == json.loads(new)["frame"]["offset"]

    def test_repeats_while_nobody_can_tell_what_is_newest(self, app: Crew) -> None:
        app.join_channel(BOARD, "ana")
        app.rebuild(ROOM)
        refresh_channel(app, BOARD)
        (body,) = _posted(app)
        app.down(down=True)
        assert broadcast.work(app, message(body, tried=2)) == DONE
        assert len(app.sockets.sent["ana"]) == 1


def _posted(app: Crew) -> list[str]:
    return app.queues.take("broadcast")


class TestNotifications:
    def test_posts_a_notice_to_who_listens_now(self, app: Crew) -> None:
        app.subscriptions.add(Subscriber("account/p-ana", "ana", "ana"))
        notice = {"channel": "account/p-ana", "event": "hello", "data": {"a": 1}}
        assert notifications.work(app, message(json.dumps(notice))) == DONE
        assert app.sockets.sent["ana"][-1]["event"] == "hello"


def drain(app: Crew) -> None:
    """Let the workers do what the queues hold, until all are empty."""
    workers = {
        "leaderboard": leaderboard.work,
        "default": default.work,
        "broadcast": broadcast.work,
    }
    for _ in range(20):
        app.time.pass_seconds(1)
        for name, work in workers.items():
            for body in app.queues.take(name):
                assert work(app, message(body)) == DONE
        waiting = [each for name in workers for each in app.queues.waiting(name)]
        if all(each.get("job") == "timer" for each in waiting):
            return
    raise AssertionError("the queues never run dry")
