from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.application.boards.ports import Entry, RankedEntry
from shared.application.channels.rank import rank
from shared.kernel.facts import Commit
from tests.application.commits import ROOM, START, joined, lost, shot, solved
from tests.memory import MemoryStores


class World(MemoryStores):
    @property
    def board(self) -> InMemoryLeaderboard:
        return self.leaderboard

    def rank(self, *commits: Commit) -> None:
        rank(self, commits)

    def ticks(self) -> list[str]:
        return [each["channel"] for each in self.queues.waiting("leaderboard")]


class TestRank:
    def test_puts_one_who_joined_on_the_board_without_points(self) -> None:
        world = World()
        world.rank(joined("ana"))
        assert world.board.top(ROOM) == [RankedEntry("ana", 0, 1)]

    def test_takes_the_points_of_the_latest_position(self) -> None:
        world = World()
        world.rank(lost("ana", 3, 9), joined("ana"), solved("ana", 2, 10))
        assert world.board.top(ROOM) == [RankedEntry("ana", 9, 1)]

    def test_ticks_each_board_once_for_many_commits(self) -> None:
        world = World()
        world.rank(joined("ana"), joined("bo"), joined("cy", battle="b2"), solved("ana", 2, 10))
        assert sorted(world.ticks()) == ["codebattle/b1/board", "codebattle/b2/board"]

    def test_leaves_the_board_alone_when_no_points_changed(self) -> None:
        world = World()
        world.rank(shot("ana", 2))
        assert world.ticks() == []
        assert world.board.size(ROOM) == 0

    def test_ticks_again_for_a_repeat_as_the_first_may_have_died_before(self) -> None:
        world = World()
        world.board.record(ROOM, [Entry("ana", 0, START, 1)])
        world.rank(joined("ana"))
        assert world.ticks() == ["codebattle/b1/board"]

    @given(st.data())
    def test_converges_to_the_fold_whatever_repeats_and_reorders(self, data: st.DataObject) -> None:
        totals = data.draw(st.lists(st.integers(0, 50), min_size=1, max_size=8))
        history = [joined("ana"), *(solved("ana", i, n) for i, n in enumerate(totals, start=2))]
        seen = data.draw(st.permutations(history * 2))
        world = World()
        while seen:
            size = data.draw(st.integers(1, len(seen)))
            world.rank(*seen[:size])
            seen = seen[size:]
        assert world.board.top(ROOM) == [RankedEntry("ana", totals[-1], 1)]


def test_what_no_game_is_of_is_no_matter_of_boards() -> None:
    world = World()
    world.rank(replace(joined("ana"), stream="chess/b1/player/ana"))
    assert world.ticks() == []


def test_facts_of_streams_that_no_rebuild_reads_are_no_matter_of_boards() -> None:
    world = World()
    world.rank(replace(joined("ana"), stream=f"{ROOM}/team/ana"))
    assert (world.ticks(), world.board.size(ROOM)) == ([], 0)
