from __future__ import annotations

from datetime import datetime, timedelta

from shared.application.boards.ports import Entry, RankedEntry
from shared.application.commands.handle_command import handle_command
from shared.application.commands.result import CommandResult
from shared.application.lifecycle.announce_rooms import SETTLED, WATCHED, announce_rooms
from shared.application.lifecycle.list_rooms import announceable
from shared.application.lifecycle.project_room import project_rooms
from shared.application.ports import CacheUnavailable
from shared.games.codebattle import CODE_BATTLE
from shared.games.codebattle.commands import EndBattle, EndEarly, ScheduleBattle
from shared.games.codebattle.questions import Question
from shared.kernel.facts import Command
from shared.kernel.game import Game
from tests.application.commits import ROOM, START
from tests.memory import MemoryApplication

LENGTH = timedelta(minutes=10)
FINAL = f"{ROOM}@final"


class World(MemoryApplication):
    """A battle `b1` that starts at START and lasts ten minutes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START - timedelta(hours=1)
        self.schedule("b1")

    @property
    def now(self) -> datetime:
        return self.time.now

    @now.setter
    def now(self, at: datetime) -> None:
        self.time.now = at

    def schedule(self, battle: str, starts_at: datetime = START) -> None:
        questions = (Question("q1", "?", ("!",)),)
        command = ScheduleBattle(self.now, battle, "t", starts_at, starts_at + LENGTH, questions)
        handled = self.handle(CODE_BATTLE, command, by="op", command_id="schedule")
        project_rooms(self, handled.commits)

    def handle(self, game: Game, command: Command, *, by: str, command_id: str) -> CommandResult:
        return handle_command(
            self.log,
            self.cache,
            game,
            command,
            by=by,
            command_id=command_id,
            pause=lambda _: None,
        ).granted()

    def announce(self, at: datetime) -> None:
        self.now = at
        announce_rooms(self, self.faults.append)

    def facts(self, battle: str = "b1") -> list[str]:
        commits = self.log.read(f"codebattle/{battle}")
        return [type(fact).__name__ for commit in commits for fact in commit.facts][1:]

    def ticks(self) -> list[str]:
        return [each["channel"] for each in self.queues.waiting("leaderboard")]

    def finish_board(self) -> None:
        self.leaderboard.record(ROOM, [Entry("ana", 3, START, 1)])
        claim = self.leaderboard.claim_rebuild(ROOM)
        assert claim is not None
        self.leaderboard.mark_complete(ROOM, claim)


class TestAnnounceRooms:
    def test_says_nothing_before_the_start(self) -> None:
        world = World()
        world.announce(START - timedelta(seconds=1))
        assert (world.facts(), world.ticks()) == ([], [])

    def test_announces_the_start_once_and_refreshes_the_channels(self) -> None:
        world = World()
        world.announce(START)
        world.announce(START + timedelta(seconds=30))
        assert world.facts() == ["BattleStarted"]
        assert world.ticks()[:2] == ["codebattle/b1/board", "codebattle/b1/presence"]

    def test_announces_start_and_end_when_it_slept_through_both(self) -> None:
        world = World()
        world.announce(START + LENGTH)
        assert world.facts() == ["BattleStarted", "BattleEnded"]

    def test_announces_no_start_after_the_end_though_the_list_is_behind(self) -> None:
        world = World()
        world.now = START + timedelta(minutes=1)
        world.handle(CODE_BATTLE, EndEarly(world.now, "b1"), by="op", command_id="end")
        world.announce(START + LENGTH)
        assert world.facts() == ["BattleEnded"]
        assert world.faults == []

    def test_finalises_the_board_when_no_deferred_command_may_come_any_more(self) -> None:
        world = World()
        world.finish_board()
        world.announce(START + LENGTH + SETTLED)
        assert world.leaderboard.top(FINAL) == [RankedEntry("ana", 3, 1)]

    def test_finalises_no_board_while_deferred_commands_may_come(self) -> None:
        world = World()
        world.finish_board()
        world.announce(START + LENGTH + SETTLED - timedelta(seconds=1))
        assert world.leaderboard.size(FINAL) == 0

    def test_finalises_no_board_that_is_not_whole(self) -> None:
        world = World()
        world.leaderboard.record(ROOM, [Entry("ana", 3, START, 1)])
        world.announce(START + LENGTH + SETTLED)
        assert world.leaderboard.size(FINAL) == 0

    def test_leaves_a_battle_alone_an_hour_after_its_end_was_announced(self) -> None:
        world = World()
        world.announce(START + LENGTH)
        told = len(world.ticks())
        world.announce(START + LENGTH + WATCHED)
        assert len(world.ticks()) == told

    def test_makes_up_for_an_end_and_a_final_board_that_it_was_away_for(self) -> None:
        world = World()
        back = START + LENGTH + timedelta(days=1)
        world.announce(back)
        assert world.facts() == ["BattleStarted", "BattleEnded"]
        world.finish_board()
        world.announce(back + timedelta(minutes=1))
        assert world.leaderboard.top(FINAL) == [RankedEntry("ana", 3, 1)]
        told = len(world.ticks())
        world.announce(back + WATCHED)
        assert (world.facts(), len(world.ticks())) == (["BattleStarted", "BattleEnded"], told)

    def test_puts_a_list_right_that_missed_an_announcement(self) -> None:
        world = World()
        world.now = START + LENGTH
        world.handle(CODE_BATTLE, EndBattle(world.now, "b1"), by="op", command_id="end")
        world.announce(START + LENGTH)
        (row,) = announceable(world.views, CODE_BATTLE, world.now, world.now)
        assert (row.end_announced_at, world.facts()) == (START + LENGTH, ["BattleEnded"])

    def test_sees_what_is_due_whatever_else_the_calendar_holds(self) -> None:
        world = World()
        for number in range(505):
            world.schedule(f"later-{number}", START + timedelta(days=1 + number))
        world.finish_board()
        for after in (timedelta(0), LENGTH, LENGTH + SETTLED):
            world.announce(START + after)
        assert world.facts() == ["BattleStarted", "BattleEnded"]
        assert world.leaderboard.top(FINAL) == [RankedEntry("ana", 3, 1)]
        assert world.facts("later-0") == []

    def test_announces_all_battles_while_the_cache_is_down(self) -> None:
        world = World()
        world.schedule("b2")
        world.coordination.down = True
        world.announce(START)
        assert world.facts("b1") == world.facts("b2") == ["BattleStarted"]
        assert [type(each) for each in world.faults] == [CacheUnavailable] * 2
