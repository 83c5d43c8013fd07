"""Deliver: in order, once where it can be, again rather than never, whoever is at it."""

from __future__ import annotations

import pytest

from shared.adapters.memory.sockets import InMemorySockets
from shared.application.channels.deliver import CROWD, LEASE_MS, DeliveryBusy, deliver
from shared.application.channels.ports import Subscriber
from shared.games.codebattle.commands import Answer
from shared.games.codebattle.streams import battle_stream, participant_stream
from tests.functions.battle_application import BATTLE, BattleApplication
from tests.names import private_channel

ANA = participant_stream(BATTLE, "ana")
CHANNEL = private_channel(BATTLE, "ana")


class FailingSockets(InMemorySockets):
    """Posts to some connections fail."""

    def __init__(self) -> None:
        super().__init__()
        self.failing: set[str] = set()

    def send(self, connection: str, frame: bytes) -> None:
        if connection in self.failing:
            raise TimeoutError(connection)
        super().send(connection, frame)


class Died(BaseException):
    """A process ends here."""


class NoLog:
    """Whatever is asked of it fails."""


@pytest.fixture
def app() -> BattleApplication:
    """A battle in which ana's stream has three commits."""
    app = BattleApplication()
    app.play()
    return app


class TestDeliver:
    def test_sends_each_subscriber_what_it_has_not_had(self, app: BattleApplication) -> None:
        app.subscriptions.add(Subscriber(CHANNEL, "old", "ana", 0))
        app.subscriptions.add(Subscriber(CHANNEL, "new", "ana", 2))
        deliver(app, ANA)
        assert (app.offsets("old"), app.offsets("new")) == ([1, 2, 3], [3])

    def test_sends_nothing_twice(self, app: BattleApplication) -> None:
        app.listen("ana")
        deliver(app, ANA)
        deliver(app, ANA, sure=True)
        assert app.offsets("ana") == [1, 2, 3]

    def test_says_when_the_participant_joined_as_epoch(self, app: BattleApplication) -> None:
        app.listen("ana")
        deliver(app, ANA)
        (epoch,) = {frame["epoch"] for frame in app.sockets.sent["ana"]}
        joined_at = next(iter(app.log.read(ANA))).at
        assert int(epoch, 16) == joined_at.timestamp() * 1000

    def test_has_nothing_to_do_with_other_streams(self, app: BattleApplication) -> None:
        deliver(app, battle_stream(BATTLE), sure=True)
        assert app.sockets.sent == {}

    def test_reaps_a_connection_that_is_gone_and_serves_the_others(
        self, app: BattleApplication
    ) -> None:
        app.subscriptions.add(Subscriber(CHANNEL, "gone", "ana", 0))
        app.listen("ana")
        app.sockets.gone.add("gone")
        deliver(app, ANA)
        assert app.subscriptions.channels("gone") == []
        assert app.offsets("ana") == [1, 2, 3]

    def test_gives_way_to_another_unless_it_must_be_sure(self, app: BattleApplication) -> None:
        app.listen("ana")
        app.coordination.begin_turn(ANA, 0, 5000)
        deliver(app, ANA)
        with pytest.raises(DeliveryBusy):
            deliver(app, ANA, sure=True)
        assert app.offsets("ana") == []

    def test_reads_no_log_for_what_the_caller_knows(self, app: BattleApplication) -> None:
        app.subscriptions.add(Subscriber(CHANNEL, "new", "ana", 2))
        (newest,) = app.log.latest(ANA, 1)
        app.__dict__["log"] = NoLog()
        deliver(app, ANA, [newest])
        assert app.offsets("new") == [3]

    def test_reads_the_log_for_who_lacks_more_than_the_caller_knows(
        self, app: BattleApplication
    ) -> None:
        app.subscriptions.add(Subscriber(CHANNEL, "old", "ana", 1))
        app.subscriptions.add(Subscriber(CHANNEL, "new", "ana", 2))
        deliver(app, ANA, list(app.log.latest(ANA, 1)))
        assert (app.offsets("old"), app.offsets("new")) == ([2, 3], [3])

    def test_takes_no_lease_for_a_channel_to_which_nobody_listens(
        self, app: BattleApplication
    ) -> None:
        app.coordination.begin_turn(ANA, 0, 5000)
        deliver(app, ANA, sure=True)
        assert app.sockets.sent == {}

    @pytest.mark.parametrize("known", [0, 1])
    def test_delivers_what_others_left_to_it(self, known: int) -> None:
        """While ana's messages are posted, another commit comes and gives way."""
        stage = BattleApplication()

        class Interrupted(FailingSockets):
            def send(self, connection: str, frame: bytes) -> None:
                super().send(connection, frame)
                if len(self.sent[connection]) == 1:
                    stage.fast_path = True
                    stage.run(answer(stage, "ana", "q5"), "meanwhile")

        stage.__dict__["sockets"] = Interrupted()
        stage.play()
        stage.subscriptions.add(Subscriber(CHANNEL, "ana", "ana", 2 * known))
        deliver(stage, ANA, list(stage.log.latest(ANA))[3 - known :])
        assert stage.offsets("ana") == [1, 2, 3, 4][2 * known :]

    def test_serves_the_others_before_it_raises_a_failure(self, app: BattleApplication) -> None:
        sockets = FailingSockets()
        app.__dict__["sockets"] = sockets
        for name in ("one", "two", "three"):
            app.subscriptions.add(Subscriber(CHANNEL, name, "ana"))
        sockets.failing = {"two"}
        with pytest.raises(TimeoutError):
            deliver(app, ANA)
        sockets.failing = set()
        deliver(app, ANA)
        assert [app.offsets(each) for each in ("one", "two", "three")] == [[1, 2, 3]] * 3

    def test_notes_between_how_far_a_crowd_is(
        self, app: BattleApplication, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A process that dies notes nothing any more; then another one delivers."""

        def die(*_: object) -> int:
            raise Died

        class Deadly(InMemorySockets):
            lives = True

            def send(self, connection: str, frame: bytes) -> None:
                if self.lives and len(self.sent) == len(names) - 1:
                    self.lives = False
                    monkeypatch.setattr(app.coordination, "end_turn", die)
                    raise Died
                super().send(connection, frame)

        names = [f"c{n}" for n in range(2 * CROWD + 10)]
        for name in names:
            app.subscriptions.add(Subscriber(CHANNEL, name, "ana", 2))
        app.__dict__["sockets"] = Deadly()
        with pytest.raises(Died):
            deliver(app, ANA)
        monkeypatch.undo()
        app.time.pass_seconds(LEASE_MS / 1000)
        deliver(app, ANA, sure=True)
        told = [app.offsets(each) for each in names]
        assert told.count([3, 3]) < CROWD
        assert told.count([3]) == len(names) - told.count([3, 3])

    def test_delivers_what_others_left_though_a_post_fails(self, app: BattleApplication) -> None:
        """While one's post fails, another commit comes and gives way; the other is sent it."""

        class Interrupted(FailingSockets):
            def send(self, connection: str, frame: bytes) -> None:
                if connection == "one" and not app.fast_path:
                    app.fast_path = True
                    app.run(answer(app, "ana", "q5"), "meanwhile")
                super().send(connection, frame)

        sockets = Interrupted()
        sockets.failing = {"one"}
        app.__dict__["sockets"] = sockets
        for name in ("one", "two"):
            app.subscriptions.add(Subscriber(CHANNEL, name, "ana"))
        with pytest.raises(TimeoutError):
            deliver(app, ANA)
        assert app.offsets("two") == [1, 2, 3, 4]


class TestWithoutTheStore:
    def test_remembers_in_the_subscription_how_far_it_came(self, app: BattleApplication) -> None:
        app.listen("ana")
        app.down(down=True)
        deliver(app, ANA, sure=True)
        deliver(app, ANA, sure=True)
        assert app.offsets("ana") == [1, 2, 3]

    def test_goes_on_where_it_was_when_the_store_is_back(self, app: BattleApplication) -> None:
        app.listen("ana")
        app.down(down=True)
        deliver(app, ANA)
        app.down(down=False)
        app.run(answer(app, "ana", "q5"), "later")
        deliver(app, ANA)
        assert app.offsets("ana") == [1, 2, 3, 4]

    def test_repeats_rather_than_loses_after_a_flush(self, app: BattleApplication) -> None:
        app.listen("ana")
        deliver(app, ANA)
        app.coordination.flush()
        app.run(answer(app, "ana", "q5"), "later")
        deliver(app, ANA)
        assert app.offsets("ana") == [1, 2, 3, 1, 2, 3, 4]


def answer(app: BattleApplication, name: str, question: str) -> Answer:
    return Answer(app.tick(), BATTLE, name, question, "!")
