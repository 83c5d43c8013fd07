"""What a history measures, and how its faults are drawn."""

from __future__ import annotations

from msgspec.structs import replace

from tests.history.faults import FAULTS, plan
from tests.history.figures import recoveries
from tests.history.record import Fault, Heard, Sent
from tests.history.written import GOOD, frame

OVER = Fault(10, "valkey killed", over=True)


def back(*answers: Heard) -> float | None:
    asked = [Sent(11, name, 1, frame("ping", f"p-{name}")) for name in GOOD.players]
    ((_, _, seconds),) = recoveries(replace(GOOD, records=(OVER, *asked, *answers)))
    return seconds


class TestRecovery:
    def test_lasts_until_the_last_player_has_an_answer(self) -> None:
        ann = Heard(12, "ann", 1, frame("pong", "p-ann"))
        bob = Heard(15, "bob", 1, frame("pong", "p-bob"))
        assert back(ann, bob) == 5

    def test_is_not_over_while_a_player_hears_only_errors(self) -> None:
        ann = Heard(12, "ann", 1, frame("pong", "p-ann"))
        bob = Heard(15, "bob", 1, frame("error", "p-bob"))
        assert back(ann, bob) is None


class TestPlan:
    def test_is_the_same_for_the_same_seed(self) -> None:
        assert plan(7, 30) == plan(7, 30) != plan(8, 30)

    def test_takes_no_longer_than_it_may(self) -> None:
        assert 0 < sum(each.after + each.lasts for each in plan(7, 30)) <= 30

    def test_has_each_fault_sooner_or_later(self) -> None:
        drawn = {name for seed in range(20) for each in plan(seed, 30) for name in each.names}
        assert drawn == set(FAULTS)

    def test_of_no_faults_is_empty(self) -> None:
        assert plan(7, 30, ()) == ()
