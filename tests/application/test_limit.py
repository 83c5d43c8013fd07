from __future__ import annotations

import pytest

from shared.application.players.limit import WRITES, Limit, TooFast, check_rate
from shared.application.players.pace import BURST, EVERY_MS
from tests.memory import MemoryApplication

LIMIT = Limit("test", burst=2, every_ms=500)


class TestCheckRate:
    def test_lets_a_burst_through_and_says_how_long_to_wait(self) -> None:
        parts = MemoryApplication()
        check_rate(parts, LIMIT, "ann")
        check_rate(parts, LIMIT, "ann")
        with pytest.raises(TooFast) as refused:
            check_rate(parts, LIMIT, "ann")
        assert refused.value.wait_ms == 500
        check_rate(parts, LIMIT, "bob")
        check_rate(parts, Limit("other", 1, 500), "ann")
        parts.time.pass_seconds(0.5)
        check_rate(parts, LIMIT, "ann")

    def test_lets_everybody_through_without_the_store(self) -> None:
        parts = MemoryApplication()
        parts.coordination.down = True
        for _ in range(10):
            check_rate(parts, LIMIT, "ann")

    def test_counts_writes_as_a_socket_counts_frames(self) -> None:
        assert (WRITES.burst, WRITES.every_ms) == (BURST, EVERY_MS)
