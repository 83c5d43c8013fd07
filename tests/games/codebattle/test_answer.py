"""A right answer earns points once, and by the rules an arrow or a shield."""

from __future__ import annotations

from datetime import datetime

import pytest

from rumpus.testing import Given
from shared.games.codebattle.commands import Answer
from shared.games.codebattle.facts import QuestionMissed, QuestionSolved
from shared.games.codebattle.rules import Rules, earned
from tests.games.codebattle.battle import (
    LEFT,
    NOON,
    NOW,
    ONE,
    PACK_HASH,
    TICK,
    battle,
    joined,
    missed,
    scheduled,
    solved,
)


def answer(question: str, text: str, now: datetime = NOW) -> Answer:
    return Answer(now, "b1", "ann", question, text)


def playing(*facts: QuestionSolved | QuestionMissed, rules: Rules | None = None) -> Given:
    start = scheduled(rules=rules) if rules else scheduled()
    return battle.given(battle=[start], ann=[joined("ann", 1, 1), *facts])


class TestAnswer:
    def test_earns_the_points_of_its_question_and_an_arrow(self) -> None:
        (
            playing(solved("q1", 10))
            .when(answer("q2", "Paris"))
            .then(ann=QuestionSolved(NOW, "q2", PACK_HASH, 25, 35, 1, 0))
            .answers(correct=True, points=25, total=35, arrows=1, shields=0)
        )

    @pytest.mark.parametrize("text", ["four", " FOUR\n", "\uff26our", "4", "\uff14"])
    def test_may_be_written_in_any_equal_way(self, text: str) -> None:
        assert playing().when(answer("q1", text)).state("ann").points == 10

    @pytest.mark.parametrize("text", ["", "5", "44", "fo ur", "four."])
    def test_costs_a_try_when_wrong(self, text: str) -> None:
        (
            playing()
            .when(answer("q1", text))
            .then(ann=QuestionMissed(NOW, "q1", PACK_HASH, 2))
            .answers(correct=False, tries_left=2)
        )

    def test_may_be_right_at_the_last_try(self) -> None:
        tried = playing(missed("q1", 2), missed("q1", 1))
        tried.when(answer("q1", "5")).then(ann=QuestionMissed(NOW, "q1", PACK_HASH, 0))
        assert tried.when(answer("q1", "4")).state("ann").points == 10

    def test_is_refused_after_the_last_try_of_that_question_alone(self) -> None:
        tried = playing(*(missed("q1", left) for left in (2, 1, 0)))
        tried.when(answer("q1", "4")).then_refused("no_tries_left")
        assert tried.when(answer("q2", "Paris")).state("ann").points == 25

    def test_is_refused_for_a_solved_question(self) -> None:
        playing(solved("q1")).when(answer("q1", "4")).then_refused("already_solved")

    def test_is_refused_for_an_unknown_question(self) -> None:
        playing().when(answer("q9", "4")).then_refused("unknown_question")

    def test_needs_a_battle_and_a_participant(self) -> None:
        battle.given().when(answer("q1", "4")).then_refused("unknown_battle")
        known = battle.given(battle=[scheduled()])
        known.when(answer("q1", "4")).then_refused("not_joined")
        gone = battle.given(battle=[scheduled()], ann=[joined("ann"), LEFT])
        gone.when(answer("q1", "4")).then_refused("not_joined")

    def test_counts_from_the_start_inclusive_to_the_end_exclusive(self) -> None:
        early, late = answer("q1", "4", NOON - TICK), answer("q1", "4", ONE)
        playing().when(early).then_refused("battle_not_started", starts_at=NOON.isoformat())
        playing().when(late).then_refused("battle_ended")
        for now in (NOON, ONE - TICK):
            assert playing().when(answer("q1", "4", now)).state("ann").points == 10


class TestEarning:
    def test_gives_a_shield_for_every_third_solution(self) -> None:
        third = playing(solved("q1", 10), solved("q2", 25, 35)).when(answer("q3", "42"))

        third.then(ann=QuestionSolved(NOW, "q3", PACK_HASH, 10, 45, 1, 1))
        assert (third.state("ann").arrows, third.state("ann").shields) == (2, 2)

    def test_stops_where_the_rules_set_the_most(self) -> None:
        full = Rules(max_arrows=1, max_shields=1, shield_every=1)
        after = playing(rules=full).when(answer("q1", "4")).state("ann")

        assert (after.arrows, after.shields) == (1, 1)

    @pytest.mark.parametrize(
        ("every", "solved_now", "held", "most", "given"),
        [(0, 1, 0, 9, 0), (1, 1, 0, 9, 1), (3, 2, 0, 9, 0), (3, 6, 8, 9, 1), (1, 1, 9, 9, 0)],
    )
    def test_is_one_or_none(
        self, every: int, solved_now: int, held: int, most: int, given: int
    ) -> None:
        assert earned(every, solved_now, held, most) == given
