"""What is published of commits, by which runtime, and when a store is away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest
from msgspec.json import decode
from msgspec.structs import replace

from functions.queues import deferred
from functions.streams import delivery as consumer
from shared.application.commands.ports import Deferred, StreamMoved
from shared.application.commands.undo import undo_command
from shared.application.ports import CacheUnavailable
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle import commands as c
from shared.games.codebattle.streams import participant_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.realtime.publisher import messages_of, states_after
from shared.wire.bus import BusMessage
from tests.functions.battle_application import BATTLE, Shard, change, message
from tests.names import board_channel, private_channel
from tests.realtime.published import Published, taken


@pytest.fixture
def app() -> Published:
    """A battle, of which nothing was published yet; ana's and bo's last commits are an attack."""
    app = Published()
    app.play()
    app.fast_path = True
    for name in ("ana", "bo"):
        app.listen(name)
    app.published = [each for each in app.commits() if each.command_id == "a3"]
    assert [each.stream.split("/")[-1] for each in app.published] == ["ana", "bo"]
    return app


def published(app: Published, commits: Sequence[Commit]) -> Sequence[BusMessage]:
    return messages_of(app.games, commits, states_after(app.cache, commits))


class TestFunctions:
    def test_send_rank_and_deliver_both_sides_of_an_attack(self, app: Published) -> None:
        app.publisher.publish(app.published)
        assert app.sent("ana") == app.sent("bo") == [3]
        assert app.board() == [("bo", 1)]
        assert app.ticks() == [board_channel(BATTLE)]
        assert app.offsets("ana") == app.offsets("bo") == [1, 2, 3]
        hit = next(each for each in app.bus.sent if each.channel.endswith("/bo@bo"))
        assert (hit.epoch, decode(hit.text)["event"]) == (
            decode(hit.text)["epoch"],
            "attack.received",
        )
        assert app.faults == []

    @pytest.mark.parametrize("away", ["bus", "boards", "tick", "ana", "bo"])
    def test_take_each_other_step_when_one_fails_and_log_it_once(
        self, app: Published, away: str
    ) -> None:
        app.bus.down = away == "bus"
        app.leaderboard.down = away == "boards"
        app.coordination.down = away == "tick"
        app.subscriptions.away = {away}
        app.publish(app.published)
        assert app.sent("ana") == app.sent("bo") == ([] if away == "bus" else [3])
        app.leaderboard.down = False
        assert app.board() == ([] if away == "boards" else [("bo", 1)])
        assert len(app.ticks()) == (away not in {"boards", "tick"})
        for name in ("ana", "bo"):
            assert app.offsets(name) == ([] if away == name else [1, 2, 3])
        expected = OSError if away in {"ana", "bo"} else CacheUnavailable
        assert [type(each) for each in app.faults] == [expected]

    def test_publish_as_gateways_do_in_servers_beside_them(self, app: Published) -> None:
        assert app.publisher is not app.gateway_publisher
        for url in ("ws://test.invalid/ws", ""):
            server = Published(url)
            server.is_server = True
            assert (server.publisher is server.gateway_publisher) == bool(url)

    def test_leave_posts_to_others_where_they_may_not_post(self) -> None:
        app = Published("")
        app.settings = replace(app.settings, sockets_table="")
        app.fast_path = True
        app.play()
        assert (app.offsets("ana"), app.faults) == ([], [])

    def test_send_nothing_without_gateways(self) -> None:
        app = Published("")
        app.fast_path = True
        app.play()
        assert (app.bus.sent, app.board()) == ([], [("ana", 3), ("bo", 1), ("cy", 0)])


class TestGateway:
    def test_sends_and_ranks_and_leaves_the_rest_to_the_consumers(self, app: Published) -> None:
        app.gateway_publisher.publish(app.published, published(app, app.published))
        assert app.sent("ana") == app.sent("bo") == [3]
        assert app.board() == [("bo", 1)]
        assert (app.ticks(), app.offsets("ana"), app.faults) == ([], [], [])

    @pytest.mark.parametrize("away", ["bus", "boards"])
    def test_takes_the_other_step_when_one_fails_and_logs_it_once(
        self, app: Published, away: str
    ) -> None:
        app.bus.down = away == "bus"
        app.leaderboard.down = away == "boards"
        app.gateway_publisher.publish(app.published, published(app, app.published))
        assert app.sent("ana") == app.sent("bo") == ([] if away == "bus" else [3])
        app.leaderboard.down = False
        assert app.board() == ([] if away == "boards" else [("bo", 1)])
        assert [type(each) for each in app.faults] == [CacheUnavailable]


class TestMessages:
    def test_say_only_how_far_a_stream_is_whose_state_then_is_not_known(
        self, app: Published
    ) -> None:
        """The audience of a later state says nothing of who sees an earlier commit."""
        ana = [each for each in app.commits() if each.stream == stream("ana")]
        told = published(app, ana[-2:])
        assert [(each.channel, each.position) for each in told] == [
            (stream("ana"), 2),
            (private_channel(BATTLE, "ana"), 3),
        ]
        assert [bool(each.text) for each in told] == [False, True]


def answered(app: Published) -> None:
    app.run(c.Answer(app.tick(), BATTLE, "ana", "q5", "!"), "new")


def refused_and_recorded(app: Published) -> None:
    with pytest.raises(CommandRefused):
        app.run(c.Answer(app.tick(), BATTLE, "ana", "q3", "!"), "new")


def refused_and_not_recorded(app: Published) -> None:
    with pytest.raises(CommandRefused):
        app.run(c.LeaveBattle(app.tick(), BATTLE, "nobody"), "new")


def repeated(app: Published) -> None:
    app.run(c.Answer(app.time.now, BATTLE, "ana", "q3", "!"), "a1")


def contended(app: Published) -> None:
    """The queue's worker carries it out."""
    app.log.fault = StreamMoved()
    with pytest.raises(Deferred):
        app.run(c.Attack(app.tick(), BATTLE, "ana", "bo"), "new")
    assert app.published == []
    app.log.fault = None
    (body,) = app.queues.take("deferred")
    assert not deferred.work(app, message(body, event="sqs_fifo"))["batchItemFailures"]


def undo(app: Published, stream: str, position: int) -> None:
    command = undo_command(app.log, CODE_BATTLE, stream, position, "test", app.tick())
    app.handle(CODE_BATTLE, command, by="op", command_id="r")


def award_reversed(app: Published) -> None:
    undo(app, stream("ana"), 2)


def attack_reversed(app: Published) -> None:
    undo(app, stream("bo"), 3)


def stream(name: str) -> str:
    return participant_stream(BATTLE, name)


class TestBothRuntimes:
    @pytest.mark.parametrize(
        ("happens", "sent", "points"),
        [
            (answered, {"ana": [4]}, {"ana": 8}),
            (refused_and_recorded, {"ana": [4]}, {}),
            (refused_and_not_recorded, {}, {}),
            (repeated, {}, {}),
            (contended, {"ana": [4], "bo": [4]}, {"bo": 0}),
            (award_reversed, {"ana": [4]}, {"ana": 0}),
            (attack_reversed, {"ana": [4], "bo": [4]}, {"bo": 2}),
        ],
    )
    def test_send_the_same_bytes_and_record_the_same_points(
        self,
        app: Published,
        happens: Callable[[Published], None],
        sent: dict[str, list[int]],
        points: dict[str, int],
    ) -> None:
        app.published = []
        happens(app)
        assert {name: app.sent(name) for name in ("ana", "bo") if app.sent(name)} == sent
        assert {each.member: each.points for each in app.leaderboard.recorded} == points
        by_functions = taken(app)
        app.gateway_publisher.publish(app.published, published(app, app.published))
        assert taken(app) == by_functions
        assert app.faults == []


class TestGuaranteedPath:
    def test_sends_gateways_how_far_each_stream_is(self) -> None:
        app = Published()
        app.play()
        Shard(map(change, app.commits())).deliver(partial(consumer.consume, app))
        assert {name: max(app.sent(name)) for name in ("ana", "bo", "cy")} == {
            "ana": 3,
            "bo": 3,
            "cy": 2,
        }
        assert {each.text for each in app.bus.sent} == {b""}

    @pytest.mark.parametrize("gateway_url", ["", "ws://gateway.invalid/ws"])
    def test_delivers_whether_gateways_can_be_reached_or_not(self, gateway_url: str) -> None:
        app = Published(gateway_url)
        app.bus.down = True
        app.play()
        app.listen("ana")
        Shard(map(change, app.commits())).deliver(partial(consumer.consume, app))
        assert app.offsets("ana") == [1, 2, 3]
        assert app.faults == []
