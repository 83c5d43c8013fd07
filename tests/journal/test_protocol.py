"""Nothing acknowledged is lost, doubled or out of order, whatever processes and network do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from shared.adapters.journal import protocol
from shared.adapters.journal.protocol import Slot, Span
from shared.adapters.journal.writer import Writer
from tests.journal import mutants
from tests.journal.parts import Command
from tests.journal.schedules import MOST_AT_ONCE, WEIGHTS, schedules
from tests.journal.store import Store
from tests.journal.world import World

PICKS = st.integers(0, (1 << 16) - 1)
ACTS = st.sampled_from([name for name, weight in WEIGHTS.items() for _ in range(weight)])


class Journals(RuleBasedStateMachine):
    """The same world, with schedules that hypothesis looks for and makes small."""

    @initialize(at_once=st.integers(1, MOST_AT_ONCE), slot=PICKS)
    def begin(self, at_once: int, slot: int) -> None:
        self.world = World(at_once)
        self.world.take(slot)

    @rule(act=ACTS, pick=PICKS)
    def act(self, act: str, pick: int) -> None:
        getattr(self.world, act)(pick)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            assert not +self.world.check()


TestJournals = Journals.TestCase
TestJournals.settings = settings(
    max_examples=60,
    stateful_step_count=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class TestProtocol:
    def test_keeps_its_promise_in_schedules_at_random(self) -> None:
        faults, counts = schedules(range(400))

        assert not faults
        assert counts["answered"] > 2000
        assert counts["deposed"] > 200
        assert counts["removed"] > 50


BROKEN: dict[str, Callable[[int], World]] = {
    "acknowledged out of order": partial(World, writer=mutants.Hasty),
    "claimed without a seal": partial(World, take=mutants.unsealed),
    "served again while it is released": partial(World, take=mutants.adopting),
    "slots changed by anybody": lambda at_once: World(at_once, store=mutants.Unversioned()),
    "seals removed with old entries": lambda at_once: World(at_once, store=mutants.Forgetful()),
    "removed without a segment": partial(World, keep=mutants.keeping_nothing),
    "removed behind the floor": partial(World, keep=mutants.floorless),
}


class TestChecker:
    @pytest.mark.parametrize("rule", BROKEN)
    def test_finds_what_is_lost_when_a_rule_is_taken_out(self, rule: str) -> None:
        for first in range(0, 2000, 50):
            faults, _ = schedules(range(first, first + 50), BROKEN[rule])
            if faults["lost"]:
                return
        pytest.fail("nothing was lost")


class TestWriter:
    def test_acknowledges_in_order_of_position(self) -> None:
        writer: Writer[str] = Writer("w", at_once=3)
        assert [writer.start(each) for each in "abc"] == [1, 2, 3]
        assert writer.is_full

        assert writer.land(3) == []
        assert writer.land(1) == ["a"]
        assert not writer.is_full
        assert writer.land(2) == ["b", "c"]
        assert (writer.acknowledged, writer.next) == (3, 4)

    def test_does_not_know_what_became_of_the_rest_when_it_is_deposed(self) -> None:
        writer: Writer[str] = Writer("w", at_once=3)
        for each in "abc":
            writer.start(each)
        writer.land(1)

        assert writer.depose() == ["b", "c"]


class TestTake:
    def test_seals_no_journal_but_that_of_who_is_gone(self) -> None:
        store = Store()
        quick, late = (Writer[list[Command]](name, at_once=1) for name in ("quick", "late"))
        ends = {"gone": 0}
        store.write_slot(Slot(7, 1, (Span("gone", 1, None, 1),)))
        assert protocol.run(store, protocol.take(7, quick, ends, "gone")) is not None

        assert protocol.run(store, protocol.take(7, late, ends, "gone")) is None
        assert not store.look("quick", 0).sealed
