"""An arrow takes a shield, or points where there is none."""

from __future__ import annotations

from datetime import datetime

import pytest

from rumpus.testing import Given
from shared.games.codebattle.commands import AbandonAttack, Attack
from shared.games.codebattle.facts import ArrowShot, AttackFailed, PointLost, ShieldUsed
from shared.games.codebattle.rules import Rules
from shared.kernel.facts import Fact
from tests.games.codebattle.battle import (
    LEFT,
    NOON,
    NOW,
    ONE,
    TICK,
    battle,
    joined,
    scheduled,
    solved,
)

ATTACK = Attack(NOW, "b1", "ann", "bob")


def facing(*bob: Fact, arrows: int = 1, rules: Rules | None = None) -> Given:
    start = scheduled(rules=rules) if rules else scheduled()
    return battle.given(battle=[start], ann=[joined("ann", arrows)], bob=bob)


class TestAttack:
    def test_takes_a_point_from_an_unshielded_target(self) -> None:
        hit = (
            facing(joined("bob", shields=0), solved())
            .when(ATTACK)
            .then(
                ann=ArrowShot(NOW, "bob", blocked=False, points_deducted=1),
                bob=PointLost(NOW, "ann", 1, 9),
            )
            .answers(blocked=False, points_deducted=1)
        )
        assert (hit.state("ann").arrows, hit.state("bob").points) == (0, 9)

    def test_takes_a_shield_first(self) -> None:
        blocked = (
            facing(joined("bob", shields=2), solved())
            .when(ATTACK)
            .then(
                ann=ArrowShot(NOW, "bob", blocked=True, points_deducted=0),
                bob=ShieldUsed(NOW, "ann"),
            )
            .answers(blocked=True, points_deducted=0)
        )
        assert (blocked.state("bob").shields, blocked.state("bob").points) == (1, 10)

    def test_takes_no_more_than_there_is(self) -> None:
        hit = facing(joined("bob", shields=0), solved("q1", 3), rules=Rules(attack_points=5)).when(
            ATTACK
        )

        hit.answers(blocked=False, points_deducted=3)
        assert hit.state("bob").points == 0

    def test_needs_an_arrow(self) -> None:
        facing(joined("bob"), solved(), arrows=0).when(ATTACK).then_refused("no_arrows")

    def test_needs_a_target_that_is_in_the_battle(self) -> None:
        facing().when(ATTACK).then_refused("no_target")
        facing(joined("bob"), solved(), LEFT).when(ATTACK).then_refused("no_target")

    def test_needs_a_target_with_points(self) -> None:
        facing(joined("bob")).when(ATTACK).then_refused("target_has_no_points")

    def test_is_refused_on_oneself(self) -> None:
        given = battle.given(battle=[scheduled()], ann=[joined("ann"), solved()])
        given.when(Attack(NOW, "b1", "ann", "ann")).then_refused("own_target")

    def test_needs_a_battle_and_a_participant(self) -> None:
        battle.given().when(ATTACK).then_refused("unknown_battle")
        battle.given(battle=[scheduled()]).when(ATTACK).then_refused("not_joined")
        gone = battle.given(battle=[scheduled()], ann=[joined("ann"), LEFT])
        gone.when(ATTACK).then_refused("not_joined")

    @pytest.mark.parametrize("now", [NOON, ONE - TICK])
    def test_counts_while_the_battle_runs(self, now: datetime) -> None:
        given = facing(joined("bob"), solved())
        given.when(Attack(now, "b1", "ann", "bob")).answers(blocked=True, points_deducted=0)

    def test_is_refused_before_and_after(self) -> None:
        given = facing(joined("bob"), solved())
        early, late = Attack(NOON - TICK, "b1", "ann", "bob"), Attack(ONE, "b1", "ann", "bob")
        given.when(early).then_refused("battle_not_started", starts_at=NOON.isoformat())
        given.when(late).then_refused("battle_ended")


class TestAbandonAttack:
    COMMAND = AbandonAttack(NOW, "b1", "ann", "bob", "no_target", "a-1")

    def test_records_the_refusal_and_changes_nothing_else(self) -> None:
        given = facing()
        after = given.when(self.COMMAND).then(ann=AttackFailed(NOW, "bob", "no_target", "a-1"))

        assert after.state("ann") == given.state("ann")

    def test_needs_a_participant(self) -> None:
        battle.given(battle=[scheduled()]).when(self.COMMAND).then_refused("not_joined")
