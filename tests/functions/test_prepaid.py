from __future__ import annotations

from datetime import datetime

import pytest

from functions.http.prepaid import SHARES, Prepaid
from shared.adapters.memory.coordination import InMemoryCoordination
from shared.application.players import limit as limits
from shared.application.players.limit import WRITES, Limit, TooFast, check_rate
from tests.memory import MemoryApplication


class Counting(InMemoryCoordination):
    """Counts how often it is asked."""

    asked = 0

    def spend(self, key: str, burst: int, every_ms: int, now: datetime) -> int:
        self.asked += 1
        return super().spend(key, burst, every_ms, now)


class TestPrepaid:
    def test_lets_a_burst_through_and_asks_once_a_tenth(self) -> None:
        parts, prepaid = MemoryApplication(), Prepaid()
        parts.coordination = store = Counting()
        for _ in range(WRITES.burst):
            prepaid.check(parts, WRITES, "ann")
        assert store.asked == SHARES
        with pytest.raises(TooFast) as refused:
            prepaid.check(parts, WRITES, "ann")
        assert refused.value.wait_ms == 400
        prepaid.check(parts, WRITES, "bob")
        parts.time.pass_seconds(0.4)
        for _ in range(4):
            prepaid.check(parts, WRITES, "ann")
        with pytest.raises(TooFast):
            prepaid.check(parts, WRITES, "ann")

    def test_counts_in_the_bucket_of_all_processes(self) -> None:
        parts, both = MemoryApplication(), (Prepaid(), Prepaid())
        for n in range(WRITES.burst):
            both[n % 2].check(parts, WRITES, "ann")
        for each in (*(one.check for one in both), check_rate):
            with pytest.raises(TooFast):
                each(parts, WRITES, "ann")

    def test_forgets_those_who_have_not_asked_for_longest(self) -> None:
        parts, prepaid = MemoryApplication(), Prepaid(most=2)
        parts.coordination = store = Counting()
        for who in ("ann", "bob", "ann", "cyd", "ann", "bob"):
            prepaid.check(parts, WRITES, who)
        assert store.asked == 4

    def test_can_divide_each_burst(self) -> None:
        found = [each for each in vars(limits).values() if isinstance(each, Limit)]
        assert len(found) >= 8
        assert not [each for each in found if each.burst % SHARES]
