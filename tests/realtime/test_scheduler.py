"""One piece of work at a time has a key, in order of arrival, and all get theirs."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.realtime.scheduler import Scheduler, Slot

SETS = st.sets(st.sampled_from("abcdef"), min_size=1, max_size=3)
ARRIVALS = st.lists(st.tuples(SETS, st.integers(0, 20)), max_size=60)


class Office:
    """A scheduler, those who have their slot, and the order in which each stream was served."""

    def __init__(self, most: int = 1000, most_waiting: int = 1000) -> None:
        self.scheduler: Scheduler[str, int] = Scheduler(most, most_waiting)
        self.busy: list[list[Slot[str, int]]] = []
        self.served: list[Slot[str, int]] = []

    def enter(self, work: int, streams: set[str]) -> Slot[str, int] | None:
        slot = self.scheduler.enter(work, sorted(streams))
        if slot is not None and slot.is_ready:
            self.begin(slot)
        return slot

    def begin(self, slot: Slot[str, int]) -> None:
        self.busy.append([slot])
        self.served.append(slot)
        held = Counter(stream for run in self.busy for stream in run[0].keys)
        assert max(held.values()) == 1, "two hold one stream"

    def share(self, which: int) -> None:
        if self.busy:
            run = self.busy[which % len(self.busy)]
            shared = self.scheduler.share(run[-1], which)
            assert len(shared) <= which
            assert all(each.is_ready and each.keys == run[0].keys for each in shared)
            run += shared
            self.served += shared

    def leave(self, which: int) -> None:
        """Let one go, of those who share a key the last; who follows waits for all of them."""
        if self.busy:
            run = self.busy[which % len(self.busy)]
            ready = self.scheduler.leave(run.pop())
            if not run:
                self.busy.remove(run)
            assert not run or not ready
            for slot in ready:
                self.begin(slot)

    def finish(self) -> None:
        while self.busy:
            self.leave(0)


class TestScheduler:
    @settings(max_examples=300)
    @given(ARRIVALS)
    def test_serves_all_and_never_two_on_one_stream(
        self, arrivals: list[tuple[set[str], int]]
    ) -> None:
        office = Office()
        for work, (streams, which) in enumerate(arrivals):
            assert office.enter(work, streams) is not None
            if which % 2:
                office.leave(which)
            if which % 3:
                office.share(which)
        office.finish()
        assert sorted(each.work for each in office.served) == list(range(len(arrivals)))
        assert (office.scheduler.size, office.scheduler._waiting) == (0, {})

    @given(st.lists(st.sampled_from(["a", "b", "ab"]), max_size=40), st.integers(0, 5))
    def test_serves_those_who_want_the_same_in_order_of_arrival(
        self, wants: list[str], which: int
    ) -> None:
        office = Office()
        for work, want in enumerate(wants):
            office.enter(work, set(want))
            if work % 3 == 0:
                office.leave(which)
            if work % 4 == 0:
                office.share(which)
        office.finish()
        for want in ("a", "b", "ab"):
            works = [each.work for each in office.served if "".join(each.keys) == want]
            assert works == sorted(works)

    def test_serves_who_waits_for_a_stream_in_order_of_arrival(self) -> None:
        office = Office()
        for work in range(100):
            office.enter(work, {"target", f"attacker-{work}"})
        assert len(office.busy) == 1
        office.finish()
        assert [each.work for each in office.served] == list(range(100))

    def test_does_not_let_one_stream_hold_up_the_others(self) -> None:
        office = Office()
        for work in range(10):
            office.enter(work, {"a"})
        office.enter(10, {"b"})
        assert [run[0].work for run in office.busy] == [0, 10]

    def test_lets_those_share_a_key_who_wait_for_it_alone_and_next(self) -> None:
        office = Office()
        for work, streams in enumerate(("a", "a", "a", "ab", "a")):
            office.enter(work, set(streams))
        office.share(1)
        office.share(5)
        assert [each.work for each in office.busy[0]] == [0, 1, 2]
        for _ in range(2):
            office.leave(0)
        assert [each.work for each in office.served] == [0, 1, 2]
        office.leave(0)
        assert [each.work for each in office.served] == [0, 1, 2, 3]
        office.share(5)
        assert len(office.busy[0]) == 1
        office.finish()
        assert [each.work for each in office.served] == [0, 1, 2, 3, 4]

    def test_turns_away_who_finds_no_room(self) -> None:
        office = Office(most=3)
        slots = [office.enter(work, {str(work)}) for work in range(4)]
        assert slots[3] is None
        office.leave(0)
        assert office.enter(4, {"4"}) is not None

    def test_turns_away_who_finds_a_stream_crowded(self) -> None:
        office = Office(most_waiting=2)
        slots = [office.enter(work, {"a", f"z{work}"}) for work in range(4)]
        assert [each is None for each in slots] == [False, False, False, True]
        assert office.enter(5, {"b"}) is not None
        assert office.scheduler.size == 4
        office.finish()
        assert (office.scheduler.size, len(office.served)) == (0, 4)
