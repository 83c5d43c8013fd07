"""Subscribe: who may, what is sent, and that nothing falls between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.json import encode

from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.sockets import InMemorySubscriptions
from shared.application.channels.channel_request import ChannelRefused, Request
from shared.application.channels.deliver import deliver
from shared.application.channels.ports import Subscriber
from shared.application.channels.presence import PRESENT_FOR, stay_present
from shared.application.channels.subscribe import subscribe, unsubscribe
from shared.application.channels.values import Value, value_key
from shared.games.codebattle.commands import Answer, JoinBattle, LeaveBattle
from shared.games.codebattle.streams import battle_stream, participant_stream
from shared.kernel.names import stream_channel
from shared.kernel.players import Identity
from shared.kernel.viewer import OPERATOR
from tests.functions.battle_application import BATTLE, BattleApplication
from tests.names import board_channel, presence_channel, private_channel

ANA = participant_stream(BATTLE, "ana")
CHANNEL = private_channel(BATTLE, "ana")
BOARD = board_channel(BATTLE)
PRESENCE = presence_channel(BATTLE)


@pytest.fixture
def app() -> BattleApplication:
    """A battle in which ana's stream has three commits."""
    app = BattleApplication()
    app.play()
    return app


def ask(
    app: BattleApplication,
    channel: str = CHANNEL,
    *,
    who: str = "ana",
    epoch: str = "",
    offset: int | None = None,
) -> list[dict[str, object]]:
    """Subscribe and return the frames that came of it."""
    had = len(app.sockets.sent.get(who, []))
    identity = Identity(f"p-{who}", who)
    subscribe(app, Request("s1", who, identity, channel, epoch, offset, app.time.now))
    return app.sockets.sent[who][had:]


def answer(app: BattleApplication, question: str = "q5") -> None:
    app.run(Answer(app.tick(), BATTLE, "ana", question, "!"), f"answer-{question}")


class TestPrivateChannel:
    def test_begins_with_a_snapshot(self, app: BattleApplication) -> None:
        subscribed, snapshot = ask(app)
        assert subscribed == {
            "type": "subscribed",
            "id": "s1",
            "channel": CHANNEL,
            "epoch": subscribed["epoch"],
            "offset": 3,
            "recovered": False,
        }
        assert (snapshot["event"], snapshot["offset"]) == ("snapshot", 3)
        assert snapshot["epoch"] == subscribed["epoch"]
        data = snapshot["data"]
        assert isinstance(data, dict)
        assert (data["points"], data["solved"]) == (3, ["q3"])

    def test_goes_on_with_what_happens_next(self, app: BattleApplication) -> None:
        ask(app)
        answer(app)
        deliver(app, ANA)
        assert app.offsets("ana")[1:] == [3, 4]

    def test_resumes_with_all_that_was_missed(self, app: BattleApplication) -> None:
        epoch = str(ask(app)[0]["epoch"])
        answer(app)
        subscribed, *missed = ask(app, epoch=epoch, offset=1)
        assert (subscribed["recovered"], subscribed["offset"]) == (True, 4)
        assert [frame["offset"] for frame in missed] == [2, 3, 4]

    def test_resumes_with_nothing_when_nothing_was_missed(self, app: BattleApplication) -> None:
        epoch = str(ask(app)[0]["epoch"])
        (subscribed,) = ask(app, epoch=epoch, offset=3)
        assert subscribed["recovered"] is True

    @pytest.mark.parametrize(
        ("epoch", "offset"), [("other", 2), ("", 2), ("same", 4), ("same", None)]
    )
    def test_sends_a_snapshot_where_it_can_t_resume(
        self, app: BattleApplication, epoch: str, offset: int | None
    ) -> None:
        same = str(ask(app)[0]["epoch"])
        subscribed, snapshot = ask(app, epoch=same if epoch == "same" else epoch, offset=offset)
        assert (subscribed["recovered"], snapshot["event"]) == (False, "snapshot")

    def test_never_resumes_in_part(self, app: BattleApplication) -> None:
        epoch = str(ask(app)[0]["epoch"])
        for number in range(250):
            app.run(LeaveBattle(app.tick(), BATTLE, "ana"), f"leave-{number}")
            app.run(JoinBattle(app.tick(), BATTLE, "ana", "p-ana"), f"join-{number}")
        assert len(ask(app, epoch=epoch, offset=3)) == 1 + 500
        subscribed, snapshot = ask(app, epoch=epoch, offset=2)
        assert (subscribed["recovered"], snapshot["offset"]) == (False, 503)

    def test_loses_nothing_that_is_committed_meanwhile(self) -> None:
        stage = BattleApplication()

        class Late(InMemorySubscriptions):
            """A commit comes, and is delivered, right before the subscription is there."""

            def add(self, subscriber: Subscriber) -> None:
                if subscriber.connection == "ana" and not self.channels("ana"):
                    stage.fast_path = True
                    answer(stage)
                super().add(subscriber)

        stage.play()
        stage.__dict__["subscriptions"] = Late()
        frames = ask(stage)
        assert [frame.get("event") for frame in frames] == [None, "snapshot", "answer.solved"]
        assert [frame["offset"] for frame in frames] == [3, 3, 4]

    @pytest.mark.parametrize("store", ["busy", "down"])
    def test_needs_neither_the_lease_nor_the_store(
        self, app: BattleApplication, store: str
    ) -> None:
        if store == "down":
            app.down(down=True)
        else:
            app.coordination.begin_turn(ANA, 0, 5000)
        assert [frame.get("event") for frame in ask(app)] == [None, "snapshot"]

    @pytest.mark.parametrize(
        ("channel", "code"),
        [
            (private_channel(BATTLE, "bo"), "not_allowed"),
            (private_channel("nowhere", "ana"), "unknown_room"),
            (f"{CHANNEL}.x", "not_allowed"),
            (f"{CHANNEL}/x", "unknown_channel"),
            (f"{ANA}@", "unknown_channel"),
            (ANA, "not_allowed"),
            (stream_channel(ANA, OPERATOR), "not_allowed"),
            (battle_stream(BATTLE), "not_allowed"),
            ("chess/b1/board", "unknown_room"),
            ("private-participant", "unknown_channel"),
            ("", "unknown_channel"),
            ("battle", "unknown_channel"),
            (board_channel("nowhere"), "unknown_room"),
            (presence_channel("nowhere"), "unknown_room"),
        ],
    )
    def test_refuses_what_is_not_one_s_own(
        self, app: BattleApplication, channel: str, code: str
    ) -> None:
        with pytest.raises(ChannelRefused) as refused:
            ask(app, channel)
        assert refused.value.code == code
        assert app.subscriptions.channels("ana") == []

    def test_refuses_one_who_has_not_joined(self, app: BattleApplication) -> None:
        with pytest.raises(ChannelRefused) as refused:
            ask(app, private_channel(BATTLE, "dee"), who="dee")
        assert refused.value.code == "unknown_channel"

    def test_refuses_another_player_of_the_same_name(self, app: BattleApplication) -> None:
        request = Request("s1", "k", Identity("p-other", "ana"), CHANNEL, "", None, app.time.now)
        with pytest.raises(ChannelRefused) as refused:
            subscribe(app, request)
        assert refused.value.code == "not_allowed"


class TestBoard:
    def keep(self, app: BattleApplication, version: int) -> dict[str, object]:
        snapshot: dict[str, object] = {"size": 1, "rows": [["ana", version]]}
        app.coordination.put(value_key(BOARD), encode(Value("e", version, snapshot)), 60_000)
        return snapshot

    def test_sends_the_latest_snapshot(self, app: BattleApplication) -> None:
        snapshot = self.keep(app, 7)
        subscribed, board = ask(app, BOARD)
        assert (subscribed["epoch"], subscribed["offset"]) == ("e", 7)
        assert (board["event"], board["offset"], board["data"]) == ("board", 7, snapshot)
        assert "base" not in board

    def test_sends_nothing_to_one_that_has_it(self, app: BattleApplication) -> None:
        self.keep(app, 7)
        (subscribed,) = ask(app, BOARD, epoch="e", offset=7)
        assert subscribed["recovered"] is True

    def test_has_a_snapshot_made_where_there_is_none(self, app: BattleApplication) -> None:
        (subscribed,) = ask(app, BOARD)
        assert (subscribed["epoch"], subscribed["recovered"]) == ("", False)
        assert [each["channel"] for each in app.queues.waiting("leaderboard")] == [BOARD]

    def test_shows_the_stored_snapshot_without_the_store(self, app: BattleApplication) -> None:
        app.views.put("board", battle_stream(BATTLE), {"size": 0, "rows": [], "at": "2026"})
        app.down(down=True)
        _, board = ask(app, BOARD)
        assert board["data"] == {"size": 0, "rows": [], "stale": True}


class TestRefused:
    def test_delivers_what_was_left_to_it(self) -> None:
        """A commit comes while the refused one has the stream's lease, and gives way."""
        stage = BattleApplication()

        class Meanwhile(InMemoryCoordination):
            def end_turn(
                self, stream: str, token: str, cursors: dict[str, int], milliseconds: int
            ) -> int:
                if not stage.fast_path:
                    stage.fast_path = True
                    answer(stage)
                return super().end_turn(stream, token, cursors, milliseconds)

        stage.__dict__["coordination"] = Meanwhile(stage.time.monotonic)
        stage.play()
        stage.subscriptions.add(Subscriber(CHANNEL, "ana", "ana", 3))
        with pytest.raises(ChannelRefused):
            ask(stage, ANA, who="bo")
        assert stage.offsets("ana") == [4]


class TestPresence:
    def present(self, app: BattleApplication) -> list[str]:
        return app.coordination.present(PRESENCE, app.time.now)[1]

    def test_begins_and_ends_with_the_subscription(self, app: BattleApplication) -> None:
        ask(app, PRESENCE)
        assert self.present(app) == ["ana"]
        unsubscribe(app, "ana", "ana", PRESENCE)
        assert self.present(app) == []

    def test_ends_when_nothing_is_heard(self, app: BattleApplication) -> None:
        ask(app, PRESENCE)
        app.time.pass_seconds(PRESENT_FOR / timedelta(seconds=1) + 1)
        assert self.present(app) == []

    def test_is_renewed_even_after_the_store_was_emptied(self, app: BattleApplication) -> None:
        ask(app, PRESENCE)
        app.coordination.flush()
        stay_present(app, "ana", "ana", app.time.now)
        assert self.present(app) == ["ana"]

    def test_unsubscribing_twice_is_no_error(self, app: BattleApplication) -> None:
        unsubscribe(app, "ana", "ana", PRESENCE)
        unsubscribe(app, "ana", "ana", CHANNEL)

    def test_unsubscribing_from_nothing_gives_nobody_work(self, app: BattleApplication) -> None:
        unsubscribe(app, "ana", "ana", "codebattle/nowhere/presence")
        unsubscribe(app, "ana", "ana", "presence-battle#.x.y")
        assert app.queues.waiting("leaderboard") == []
