from __future__ import annotations

from cli.bots.tally import Tally


class TestTally:
    def test_sums_up_what_was_counted(self) -> None:
        tally = Tally(began=100.0, joined=2)
        for milliseconds in range(1, 101):
            tally.took("answer", milliseconds / 1000)
        tally.refused["no_arrows"] += 3
        summary = tally.summary(now=110.0)
        assert summary["commands"] == 100
        assert summary["commands_per_second"] == 10
        assert (summary["p50_ms"], summary["p95_ms"], summary["p99_ms"]) == (51, 96, 100)
        assert summary["refused"] == {"no_arrows": 3}

    def test_has_no_latency_before_the_first_answer(self) -> None:
        assert Tally(began=1.0).summary(now=1.0)["p50_ms"] is None
