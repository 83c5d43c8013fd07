"""Who moves sees and does what it would have seen and done where it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.functions.api_gateway import private
from tests.realtime.move_sim import STREAM, VALUES, MoveSim
from tests.realtime.network_sim import told
from tests.realtime.two_hosts import PRESENCE, Traveller

WORLD: dict[str, Callable[[MoveSim], None]] = {
    "happen": lambda voyage: voyage.happen(fast_path=True),
    "happen unheard": lambda voyage: voyage.happen(fast_path=False),
    "act": MoveSim.act,
    "deliver": MoveSim.deliver,
    "work": MoveSim.work,
    "stay": MoveSim.stay,
    "a second passes": lambda voyage: voyage.host.app.time.pass_seconds(1),
    "flush": lambda voyage: voyage.host.app.coordination.flush(),
}
ANN: dict[str, Callable[[Traveller, int], None]] = {
    "move": lambda ann, _: ann.open(),
    "supersede": lambda ann, _: ann.supersede(),
    "talk": lambda ann, _: ann.talk(),
    "reach": Traveller.reach,
    "arrive": Traveller.arrive,
    "overtake": lambda ann, index: ann.arrive(index, early=True),
    "repeat": lambda ann, index: ann.upset(index, drop=False),
    "drop": lambda ann, index: ann.upset(index, drop=True),
    "heed": lambda ann, _: ann.heed(),
    "part": lambda ann, _: ann.part(),
    "cut": Traveller.cut,
}


def steps(*without: str) -> st.SearchStrategy[list[tuple[str, int]]]:
    names = [name for name in (*WORLD, *ANN) if name not in without]
    often = ["move", "talk", "reach", "arrive", "arrive", "act"]
    step = st.tuples(st.sampled_from(names + often), st.integers(0, 6))
    return st.lists(step, min_size=30, max_size=90)


@contextmanager
def voyage(plan: list[tuple[str, int]]) -> Iterator[MoveSim]:
    made = MoveSim()
    try:
        for what, number in plan:
            if what in WORLD:
                WORLD[what](made)
            else:
                ANN[what](made.ann, number)
            made.ann.collect()
        yield made
    finally:
        made.close()


def saw_all(made: MoveSim) -> None:
    """The private channel from its one snapshot on is the log; snapshots are those of bo."""
    seen = made.ann.seen(private("ann"))
    assert [index for index, (_, event, _) in enumerate(seen) if event == "snapshot"] == [0]
    commits = made.host.app.log.read(STREAM, seen[0][0])
    assert seen[1:] == [told(commit) for commit in commits]
    for channel in VALUES:
        assert made.ann.snapshot(channel) == made.bo.snapshot(channel)


def did_each_once(made: MoveSim) -> None:
    """What was answered, done or refused, is in the log once."""
    kept = [commit.command_id for commit in made.host.app.log.read(STREAM, 0)]
    for command, answer in made.ann.answers.items():
        assert kept.count(command) == (answer.result()["type"] in {"done", "refused"})


class TestMove:
    @settings(max_examples=120)
    @given(steps())
    def test_loses_nothing_whatever_the_network_does(self, plan: list[tuple[str, int]]) -> None:
        with voyage(plan) as made:
            made.ann.open()
            made.settle()
            saw_all(made)
            did_each_once(made)

    @settings(max_examples=120)
    @given(steps("drop"))
    def test_needs_no_further_move_where_nothing_is_dropped(
        self, plan: list[tuple[str, int]]
    ) -> None:
        with voyage(plan) as made:
            made.settle()
            saw_all(made)
            did_each_once(made)

    @settings(max_examples=80)
    @given(steps("flush", "drop"))
    def test_leaves_nobody_out_of_snapshots_of_ever_later_versions(
        self, plan: list[tuple[str, int]]
    ) -> None:
        with voyage(plan) as made:
            made.settle()
            assert made.bo.snapshot(PRESENCE)["names"] == ["ann", "bo"]
            for channel in VALUES:
                versions = [offset for offset, _, _ in made.ann.seen(channel)]
                assert all(earlier < later for earlier, later in pairwise(versions))
