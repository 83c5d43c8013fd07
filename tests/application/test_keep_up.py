from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.adapters.memory.consumers import InMemoryConsumers
from shared.application.lifecycle.keep_up import (
    AGAIN,
    CAUGHT_UP,
    MOST,
    Consumer,
    batches_at_once,
    keep_up,
)
from shared.application.ports import Unavailable
from tests.memory import START

LONG_AGO = START - timedelta(days=1)
USUAL = 4
SECOND = timedelta(seconds=1)
BEHIND = Consumer("rank", USUAL, LONG_AGO, is_behind=True, since=START - timedelta(minutes=2))
QUIET = replace(BEHIND, is_behind=False, since=LONG_AGO)


class TestOneThatIsBehind:
    def test_handles_twice_as_many_up_to_what_lambda_allows(self) -> None:
        assert batches_at_once(BEHIND, USUAL, START) == 8
        assert batches_at_once(replace(BEHIND, at_once=8), USUAL, START) == MOST

    def test_is_left_alone_until_a_change_shows(self) -> None:
        changed = replace(BEHIND, changed_at=START)
        assert batches_at_once(changed, USUAL, START + AGAIN - SECOND) == USUAL
        assert batches_at_once(changed, USUAL, START + AGAIN) == 8


class TestOneThatHasCaughtUp:
    def test_handles_half_as_many_down_to_what_is_usual(self) -> None:
        assert batches_at_once(replace(QUIET, at_once=MOST), USUAL, START) == 5
        assert batches_at_once(replace(QUIET, at_once=5), USUAL, START) == USUAL
        assert batches_at_once(QUIET, USUAL, START) == USUAL

    @pytest.mark.parametrize("which", ["since", "changed_at"])
    def test_keeps_them_for_a_while(self, which: str) -> None:
        lately = replace(QUIET, at_once=MOST, **{which: START})
        assert batches_at_once(lately, USUAL, START + CAUGHT_UP - SECOND) == MOST
        assert batches_at_once(lately, USUAL, START + CAUGHT_UP) == 5


class TestKeepUp:
    def test_changes_only_what_must_be(self) -> None:
        idle = replace(QUIET, name="reward", at_once=1)
        consumers = InMemoryConsumers(BEHIND, idle)
        keep_up(consumers, {"rank": USUAL, "reward": 1}, START)
        assert consumers.changes == [("rank", 8)]

    def test_changes_the_others_where_one_can_not_be(self) -> None:
        """AWS refuses a change of what is being changed."""

        class Refusing(InMemoryConsumers):
            def handle_at_once(self, name: str, batches: int) -> None:
                if name == "rank":
                    raise Unavailable(name)
                super().handle_at_once(name, batches)

        consumers = Refusing(BEHIND, replace(BEHIND, name="reward"))
        with pytest.raises(Unavailable, match="rank"):
            keep_up(consumers, {"rank": USUAL, "reward": USUAL}, START)
        assert consumers.changes == [("reward", 8)]

    @given(st.lists(st.booleans(), max_size=60))
    def test_stays_between_the_usual_and_the_most(self, minutes: list[bool]) -> None:
        consumer, now = QUIET, START
        for is_behind in minutes:
            now += timedelta(minutes=1)
            if is_behind != consumer.is_behind:
                consumer = replace(consumer, is_behind=is_behind, since=now)
            consumers = InMemoryConsumers(consumer)
            keep_up(consumers, {"rank": USUAL}, now)
            for _, at_once in consumers.changes:
                consumer = replace(consumer, at_once=at_once, changed_at=now)
            assert USUAL <= consumer.at_once <= MOST
