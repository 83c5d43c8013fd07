"""What Rumpus does beside the rules, for a game that is no code battle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from shared.adapters.memory.log import InMemoryLog
from shared.application.boards.ports import RankedEntry, Top
from shared.application.boards.read_board import BoardSnapshot, read_board
from shared.application.boards.rebuild_board import rebuild_board
from shared.application.channels.rank import rank
from shared.application.commands.ports import Deferred, StreamMoved
from shared.application.commands.settle_deferred import PATIENCE, Waiting, settle_deferred
from shared.application.commands.undo import undo_command
from shared.application.lifecycle.list_rooms import Filter, announceable, list_rooms
from shared.application.lifecycle.project_room import project_every_room, project_rooms
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.games.codebattle.streams import battle_stream
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Commit
from shared.kernel.game import Board
from shared.kernel.games import Games
from shared.runtime.once import once
from tests.games.duel import DUEL, Opened, Pick, Revealed
from tests.games.two_games import ROOM, STREAM, TwoGames


class BusyLog(InMemoryLog):
    busy = False

    def append(self, *commits: Commit) -> None:
        if self.busy:
            raise StreamMoved(*(each.stream for each in commits))
        super().append(*commits)


class Contended(TwoGames):
    @once
    def log(self) -> BusyLog:
        return BusyLog(self.codec)

    def settle(self, command: Pick, *, last_try: bool = False) -> None:
        assert DUEL.deferral is not None
        waiting = Waiting(command, f"p-{command.username}", "c1")
        settle_deferred(self, DUEL, DUEL.deferral, waiting, last_try=last_try, pause=lambda _: None)


class TestDeferral:
    @pytest.fixture
    def app(self) -> Contended:
        app = Contended()
        app.open()
        return app

    def pick(self, app: Contended) -> Pick:
        """Defer ann's pick."""
        command = Pick(app.tick(), ROOM, "ann", 7)
        app.log.busy = True
        with pytest.raises(Deferred):
            app.handle(DUEL, command, by="p-ann", command_id="c1")
        app.log.busy = False
        return command

    def test_queues_what_met_too_many_others(self, app: Contended) -> None:
        self.pick(app)
        (message,) = app.queues.waiting("deferred")
        assert (message["game"], message["by"], message["command_id"]) == ("duel", "p-ann", "c1")

    def test_carries_it_out_once(self, app: Contended) -> None:
        command = self.pick(app)
        app.settle(command)
        app.settle(command)
        assert app.handle(DUEL, command, by="p-ann", command_id="c1").repeated
        assert app.facts() == ["Opened", "Picked"]

    @pytest.mark.parametrize("late", [False, True])
    def test_tells_that_nothing_came_of_it(self, app: Contended, *, late: bool) -> None:
        command = self.pick(app)
        if late:
            app.time.pass_seconds(PATIENCE.total_seconds())
        else:
            app.pick("ann", 3)
        app.settle(command)
        app.settle(command)
        assert app.facts()[-1] == "PickFailed"
        assert app.facts().count("PickFailed") == 1


class TestWithoutABoard:
    def test_nothing_is_ranked(self) -> None:
        app = TwoGames()
        commits = [*app.open().commits, *app.pick("ann", 7).commits]
        rank(app, commits)
        assert app.leaderboard.size(STREAM) == 0
        assert app.queues.waiting("leaderboard") == []

    def test_nothing_is_rebuilt_or_read(self) -> None:
        app = TwoGames()
        app.open()
        assert app.rebuild(STREAM) is None
        assert app.rebuild("chess/d1") is None
        assert app.leaderboard.claim_rebuild(STREAM) is not None
        snapshot = read_board(app, STREAM, Top(3), rebuild=True)
        assert snapshot == BoardSnapshot((), 0, stale=True, as_of=None)


def points(fact: Any, username: str) -> Mapping[str, int]:
    assert username == ""
    match fact:
        case Opened(players=players):
            return dict.fromkeys(players, 0)
        case Revealed(numbers=numbers):
            return numbers
        case _:
            return {}


class TestBoardOfTheRoomsStream:
    RANKED = (RankedEntry("bo", 9, 1), RankedEntry("ann", 7, 2))

    def test_ranks_all_of_whom_a_fact_tells(self) -> None:
        app = TwoGames()
        results = (app.open(), app.pick("ann", 7), app.pick("bo", 9))
        app.games = Games(replace(DUEL, board=Board(points)))
        for handled in results:
            rank(app, handled.commits)
        assert tuple(app.leaderboard.top(STREAM)) == self.RANKED
        assert [each["channel"] for each in app.queues.waiting("leaderboard")] == [
            f"{STREAM}/board"
        ]

    def test_is_rebuilt_from_it(self) -> None:
        app = TwoGames()
        for _ in (app.open(), app.pick("ann", 7), app.pick("bo", 9)):
            pass
        assert rebuild_board(app.log, app.leaderboard, Board(points), STREAM) == 0
        assert tuple(app.leaderboard.top(STREAM)) == self.RANKED
        assert app.leaderboard.complete(STREAM)


class TestLists:
    @pytest.fixture
    def app(self) -> TwoGames:
        """A battle and a duel under one name."""
        app = TwoGames()
        now, hour = app.tick(), timedelta(hours=1)
        questions = (Question("q1", "?", ("!",)),)
        command = ScheduleBattle(now, ROOM, "t", now, now + hour, questions)
        handled = app.handle(CODE_BATTLE, command, by="op", command_id="plan")
        project_rooms(app, [*handled.commits, *app.open().commits])
        return app

    def test_of_games_do_not_mix(self, app: TwoGames) -> None:
        listed = {
            game.name: [row.room for row in list_rooms(*self.all(app, game.name))[0]]
            for game in app.games
        }
        assert listed == {"codebattle": [battle_stream(ROOM)], "duel": [STREAM]}
        watched = announceable(app.views, DUEL, app.time.now, app.time.now)
        assert [row.room for row in watched] == [STREAM]

    def test_are_made_again_of_every_game(self, app: TwoGames) -> None:
        before = [list_rooms(*self.all(app, game.name)) for game in app.games]
        app.views = type(app.views)()
        project_every_room(app)
        assert [list_rooms(*self.all(app, game.name)) for game in app.games] == before

    def test_have_none_of_a_game_without_a_calendar(self, app: TwoGames) -> None:
        app.games = Games(CODE_BATTLE, replace(DUEL, schedule=None))
        app.views = type(app.views)()
        project_every_room(app)
        assert list_rooms(*self.all(app, "duel")) == ([], None)

    def all(self, app: TwoGames, game: str) -> Any:
        return app.views, app.games.get(game), app.time.now, Filter(), None, 10


def test_nothing_is_taken_back_where_the_game_undoes_nothing() -> None:
    app = TwoGames()
    app.open()
    with pytest.raises(CommandRefused, match="not_reversible"):
        undo_command(app.log, DUEL, STREAM, 1, "why", app.time.now)
