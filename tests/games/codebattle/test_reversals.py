"""A reversal is a new fact that takes back what another gave; both remain."""

from __future__ import annotations

from shared.games.codebattle.commands import Answer, ReverseAttack, ReverseAward
from shared.games.codebattle.facts import (
    ArrowReturned,
    ArrowShot,
    AttackReversed,
    AwardReversed,
    PointLost,
    ShieldUsed,
)
from tests.games.codebattle.battle import NOON, NOW, battle, joined, scheduled, solved

AWARD = ReverseAward(NOW, "b1", "ann", 2, "q1", 10, 0, 0, "wrong key")
HIT = ReverseAttack(NOW, "b1", "bob", "ann", 3, 1, 0, "a bug")
SHOT = ArrowShot(NOON, "bob", blocked=False, points_deducted=1)
BLOCKED = ReverseAttack(NOW, "b1", "bob", "ann", 3, 0, 1, "a bug")


class TestReverseAward:
    def test_takes_the_points_back(self) -> None:
        reversed_ = (
            battle.given(ann=[joined("ann"), solved("q1", 10), solved("q2", 25, 35)])
            .when(AWARD)
            .then(ann=AwardReversed(NOW, 2, "q1", 10, 0, 0, 25, "wrong key"))
            .answers(total=25)
        )
        assert reversed_.state("ann").points == 25

    def test_takes_back_also_what_was_lost_meanwhile_and_shows_no_less_than_nothing(self) -> None:
        lost = PointLost(NOON, "bob", 4, 6)
        given = battle.given(ann=[joined("ann"), solved("q1", 10), lost])

        undone = given.when(AWARD)
        undone.then(ann=AwardReversed(NOW, 2, "q1", 10, 0, 0, 0, "wrong key"))
        assert (undone.state("ann").points, undone.state("ann").balance) == (0, -4)

    def test_lets_what_is_earned_next_pay_for_it(self) -> None:
        history = [joined("ann"), solved("q1", 10), PointLost(NOON, "bob", 4, 6)]
        undone = AwardReversed(NOON, 2, "q1", 10, 0, 0, 0, "wrong key")
        given = battle.given(battle=[scheduled()], ann=[*history, undone])

        answer = given.when(Answer(NOW, "b1", "ann", "q2", "Paris"))
        assert answer.state("ann").points == 21

    def test_takes_back_an_arrow_that_was_shot(self) -> None:
        history = [joined("ann", arrows=0), solved("q1", 10, arrows=1), SHOT]
        undo = ReverseAward(NOW, "b1", "ann", 2, "q1", 10, 1, 0, "wrong key")

        assert battle.given(ann=history).when(undo).state("ann").arrows == -1

    def test_leaves_the_question_solved(self) -> None:
        given = battle.given(battle=[scheduled()], ann=[joined("ann"), solved("q1", 10)])
        assert given.when(AWARD).state("ann").solved == ("q1",)

    def test_is_refused_twice_and_without_a_participant(self) -> None:
        done = AwardReversed(NOON, 2, "q1", 10, 0, 0, 0, "wrong key")
        given = battle.given(ann=[joined("ann"), solved("q1", 10), done])
        given.when(AWARD).then_refused("already_reversed")
        battle.given().when(AWARD).then_refused("not_joined")


class TestReverseAttack:
    def test_gives_back_the_points_and_the_arrow(self) -> None:
        undone = (
            battle.given(
                ann=[joined("ann", arrows=1), SHOT],
                bob=[joined("bob", shields=0), solved(), PointLost(NOON, "ann", 1, 9)],
            )
            .when(HIT)
            .then(
                bob=AttackReversed(NOW, 3, "ann", 1, 0, 10, "a bug"),
                ann=ArrowReturned(NOW, "bob", 3, "a bug"),
            )
            .answers(total=10)
        )
        assert (undone.state("bob").points, undone.state("ann").arrows) == (10, 1)

    def test_gives_back_the_shield(self) -> None:
        undone = battle.given(
            ann=[joined("ann", arrows=1), SHOT],
            bob=[joined("bob", shields=1), solved(), ShieldUsed(NOON, "ann")],
        ).when(BLOCKED)

        assert (undone.state("bob").shields, undone.state("bob").points) == (1, 10)

    def test_is_refused_twice(self) -> None:
        done = AttackReversed(NOON, 3, "ann", 1, 0, 10, "a bug")
        given = battle.given(ann=[joined("ann")], bob=[joined("bob"), solved(), done])
        given.when(HIT).then_refused("already_reversed")

    def test_needs_both_participants(self) -> None:
        battle.given(ann=[joined("ann")]).when(HIT).then_refused("not_joined")
        battle.given(bob=[joined("bob")]).when(HIT).then_refused("not_joined")
