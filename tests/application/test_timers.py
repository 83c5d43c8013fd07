"""Timers: what is due is done once, however often a message of it comes, and never too early."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import pytest
from msgspec import ValidationError, convert
from msgspec.json import decode
from msgspec.structs import replace

from shared.adapters.memory.queues import InMemoryQueues
from shared.application.commands.ports import StreamMoved
from shared.application.commands.result import CommandResult
from shared.application.lifecycle.timers import fire, fire_due, set_timers
from shared.application.ports import LONGEST_DELAY
from shared.kernel.facts import Command
from shared.kernel.game import Game, Timer, Timers
from shared.kernel.games import Games
from shared.kernel.moments import milliseconds
from shared.runtime.once import once
from shared.wire.commands import CommandId
from shared.wire.messages import TimerDue
from tests.games.duel import DUEL, TURN, Close, Duel, Pick, timer
from tests.games.two_games import STREAM, TwoGames


class Timed(TwoGames):
    """Right before a timer closes the duel, `before` picks, or the stream is busy."""

    before: str = ""

    @once
    def queues(self) -> InMemoryQueues:
        return InMemoryQueues(self.time)

    def waiting(self) -> list[TimerDue]:
        return [convert(each, TimerDue) for each in self.queues.waiting("default")]

    def take(self) -> list[TimerDue]:
        return [decode(each, type=TimerDue) for each in self.queues.take("default")]

    def handle(self, game: Game, command: Command, *, by: str, command_id: str) -> CommandResult:
        if isinstance(command, Close) and self.before:
            before, self.before = self.before, ""
            if before == "busy":
                raise StreamMoved(STREAM)
            self.pick(before, 1)
        return super().handle(game, command, by=by, command_id=command_id)


@pytest.fixture
def app() -> Timed:
    app = Timed()
    app.open()
    return app


class TestSetTimers:
    def test_puts_one_message_for_when_it_is_due(self, app: Timed) -> None:
        due = milliseconds(app.time.now + TURN)
        assert app.waiting() == [TimerDue(STREAM, due, due)]
        assert app.take() == []
        app.time.pass_seconds(TURN.total_seconds())
        assert len(app.take()) == 1

    def test_puts_none_for_a_repeat(self, app: Timed) -> None:
        commits = list(app.log.read(STREAM))
        set_timers(app, commits, sure=True)
        set_timers(app, commits, sure=False)
        assert len(app.waiting()) == 1

    def test_looks_once_for_a_time_that_it_knows(self, app: Timed) -> None:
        commits = list(app.log.read(STREAM))
        known: dict[str, datetime] = {}
        set_timers(app, commits, sure=False, known=known)
        app.coordination.flush()
        set_timers(app, commits, sure=False, known=known)
        assert len(app.waiting()) == 1
        set_timers(app, commits, sure=False, known={})
        assert len(app.waiting()) == 2

    def test_knows_no_other_time_of_a_stream(self, app: Timed) -> None:
        known = {STREAM: app.time.now}
        app.coordination.flush()
        set_timers(app, list(app.log.read(STREAM)), sure=False, known=known)
        assert len(app.waiting()) == 2
        assert known == {STREAM: app.time.now + TURN}

    def test_puts_another_when_the_time_changes(self, app: Timed) -> None:
        app.pick("ann", 1)
        due = milliseconds(app.time.now + TURN)
        assert app.waiting()[1:] == [TimerDue(STREAM, due, due)]

    def test_puts_it_in_every_process_without_the_store(self, app: Timed) -> None:
        app.coordination.down = True
        set_timers(app, list(app.log.read(STREAM)), sure=True)
        assert len(app.waiting()) == 2

    def test_is_no_matter_of_other_streams(self, app: Timed) -> None:
        (commit,) = app.log.read(STREAM)
        app.games = Games(replace(DUEL, timers=Timers(timer, ("player",))))
        app.coordination.flush()
        set_timers(app, [commit], sure=True)
        assert len(app.waiting()) == 1

    def test_waits_no_longer_than_the_queue_may(self, app: Timed) -> None:
        far = app.time.now + timedelta(seconds=LONGEST_DELAY + 60)
        app.games = Games(replace(DUEL, timers=Timers(lambda duel: _unless_closed(duel, far))))
        set_timers(app, list(app.log.read(STREAM)), sure=True)
        app.time.pass_seconds(LONGEST_DELAY)
        message = app.take()[-1]
        fire(app, message)
        assert message.due < message.at
        last = replace(message, due=message.at)
        assert (app.waiting(), app.facts()) == ([last], ["Opened"])
        app.time.pass_seconds(60)
        assert app.take() == [last]
        fire(app, last)
        assert app.facts() == ["Opened", "Closed"]

    def test_puts_none_for_commits_that_leave_a_timer_as_it_is_without_the_store(self) -> None:
        app = Timed()
        app.coordination.down = True
        far = app.time.now + timedelta(seconds=LONGEST_DELAY + 60)
        app.games = Games(replace(DUEL, timers=Timers(lambda duel: _unless_closed(duel, far))))
        app.open()
        for name in ("ann", "bo"):
            app.pick(name, 1)
        assert len(app.waiting()) == 1
        for commit in app.log.read(STREAM):
            set_timers(app, [commit], sure=True)
        assert len(app.waiting()) == 2

    def test_goes_on_with_one_of_several_messages_when_the_store_is_back(self, app: Timed) -> None:
        far = app.time.now + timedelta(seconds=2 * LONGEST_DELAY)
        app.games = Games(replace(DUEL, timers=Timers(lambda duel: _unless_closed(duel, far))))
        app.coordination.down = True
        for _ in range(3):
            set_timers(app, list(app.log.read(STREAM)), sure=True)
        app.coordination.down = False
        app.time.pass_seconds(LONGEST_DELAY)
        messages = [each for each in app.take() if each.at == milliseconds(far)]
        assert len(messages) == 3
        for message in messages:
            fire(app, message)
        (last,) = app.waiting()
        assert last.due == last.at
        app.time.pass_seconds(LONGEST_DELAY)
        fire(app, last)
        assert app.facts() == ["Opened", "Closed"]


def _unless_closed(duel: Duel, at: datetime) -> Timer | None:
    return None if duel.closed_at else Timer(at, lambda now, stream: Close(now, stream.room))


def _next_pick(duel: Duel, at: datetime) -> Timer | None:
    """Let each player who has not picked pick nought at a time."""
    who = next((each for each in duel.players if each not in duel.numbers), None)
    return Timer(at, lambda now, stream: Pick(now, stream.room, who, 0)) if who else None


def _later_and_earlier(duel: Duel, *, later: datetime, earlier: datetime) -> Timer | None:
    """Close the duel later; between the first pick and the second, pick earlier."""
    return _next_pick(duel, earlier) if len(duel.numbers) == 1 else _unless_closed(duel, later)


class TestFire:
    def due(self, app: Timed) -> TimerDue:
        """Let the newest timer's time come."""
        app.time.pass_seconds(TURN.total_seconds())
        return app.take()[-1]

    def test_does_what_is_due(self, app: Timed) -> None:
        fire(app, self.due(app))
        assert app.facts() == ["Opened", "Closed"]
        commit = app.log.latest(STREAM, 1)[-1]
        assert (commit.by, commit.command_id.split("/")[:2]) == ("timer", ["timer", "Close"])

    def test_does_it_once_whoever_has_a_message_of_it(self, app: Timed) -> None:
        message = self.due(app)
        app.coordination.flush()
        for _ in range(3):
            fire(app, message)
        app.cache = type(app.cache)(app.time.monotonic)
        fire(app, message)
        assert app.facts() == ["Opened", "Closed"]

    def test_waits_on_when_it_comes_too_early(self, app: Timed) -> None:
        (message,) = app.waiting()
        app.time.pass_seconds(1)
        fire(app, message)
        assert app.facts() == ["Opened"]
        assert app.waiting() == [message, message]
        app.time.pass_seconds(TURN.total_seconds() - 1)
        assert app.take() == [message, message]

    def test_leaves_a_message_of_an_older_time_to_the_later_one(self, app: Timed) -> None:
        (older,) = app.waiting()
        app.pick("ann", 1)
        app.time.pass_seconds(TURN.total_seconds() + 60)
        fire(app, older)
        assert app.facts() == ["Opened", "Picked"]
        fire(app, app.waiting()[-1])
        assert app.facts() == ["Opened", "Picked", "Closed"]

    def test_gives_way_to_who_was_faster(self, app: Timed) -> None:
        message = self.due(app)
        app.before = "ann"
        fire(app, message)
        assert app.facts() == ["Opened", "Picked"]
        fire(app, self.due(app))
        assert app.facts() == ["Opened", "Picked", "Closed"]

    def test_comes_back_when_the_stream_is_busy(self, app: Timed) -> None:
        message = self.due(app)
        app.before = "busy"
        fire(app, message)
        assert app.facts() == ["Opened"]
        app.time.pass_seconds(1)
        assert app.take() == [message]

    def test_does_all_that_is_due_at_one_time(self, app: Timed) -> None:
        at = app.time.now + TURN
        app.games = Games(replace(DUEL, timers=Timers(lambda duel: _next_pick(duel, at))))
        fire(app, self.due(app))
        for _ in range(3):
            for message in app.take():
                fire(app, message)
        assert app.facts() == ["Opened", "Picked", "Picked", "Revealed"]

    def test_comes_to_a_time_that_is_the_timer_s_again(self, app: Timed) -> None:
        """An earlier timer comes between, and just then the later one's message is there."""
        start, minute = app.time.now, timedelta(minutes=1)
        due = partial(_later_and_earlier, later=start + 20 * minute, earlier=start + 16 * minute)
        app.games = Games(replace(DUEL, timers=Timers(due)))
        app.coordination.flush()
        app.take()
        set_timers(app, list(app.log.read(STREAM)), sure=True)
        app.pick("ann", 1)
        for _ in range(20):
            app.time.pass_seconds(60)
            for message in app.take():
                fire(app, message)
        assert app.facts() == ["Opened", "Picked", "Picked", "Revealed", "Closed"]

    def test_is_not_kept_away_by_a_player_s_command_of_its_id(self, app: Timed) -> None:
        until = milliseconds(app.time.now + TURN)
        fire(app, self.due(app))
        timers = app.log.latest(STREAM, 1)[-1].command_id
        assert str(until) in timers
        with pytest.raises(ValidationError):
            convert(timers, CommandId)

    def test_is_nothing_for_a_stream_of_no_game(self, app: Timed) -> None:
        fire(app, TimerDue("chess/d1", 0))
        assert app.waiting()[1:] == []


class TestFireDue:
    def test_does_what_is_due_without_a_message(self, app: Timed) -> None:
        fire_due(app, DUEL, STREAM)
        assert app.facts() == ["Opened"]
        app.time.pass_seconds(TURN.total_seconds())
        fire_due(app, DUEL, STREAM)
        fire_due(app, DUEL, STREAM)
        assert app.facts() == ["Opened", "Closed"]
