from __future__ import annotations

from random import Random

from cli.bots.moves import Deed, Guesser
from cli.game import Game, Question
from tests.memory import START

WITH_CHOICES = Question("q1", "One?", ("1", "2"), 10)
OPEN = Question("q2", "Two?", (), 10)
KEY = {("q1", "One?"): "1", ("q2", "Two?"): "2"}


def game(*questions: Question, arrows: int = 0) -> Game:
    return Game("b", "me", questions=questions, arrows=arrows)


def mind(skill: float) -> Guesser:
    return Guesser(KEY, skill, Random(1))  # noqa: S311 - a game, not a secret


def answering(question: str, text: str) -> Deed:
    return Deed("answer", {"question": question, "answer": text})


class TestMind:
    def test_answers_what_it_knows_as_often_as_it_is_skilled(self) -> None:
        skilled = mind(0.5)
        right = sum(skilled.move(game(OPEN), START) == answering("q2", "2") for _ in range(400))
        assert 150 < right < 250

    def test_guesses_among_the_choices(self) -> None:
        unskilled = mind(0)
        guesses = [unskilled.move(game(WITH_CHOICES), START) for _ in range(50)]
        given = {each.fields["answer"] for each in guesses if each}
        assert given == {"1", "2"}

    def test_does_not_trust_its_key_for_another_question_of_that_id(self) -> None:
        assert mind(1).move(game(Question("q2", "Other?", (), 1)), START) == answering(
            "q2", "no idea"
        )

    def test_attacks_others_that_have_points(self) -> None:
        armed = game(arrows=1)
        armed.show_board([("me", 9), ("bo", 1), ("cy", 0)])
        assert mind(1).move(armed, START) == Deed("attack", {"target": "bo"})

    def test_rests_when_nothing_is_left(self) -> None:
        unarmed = game()
        unarmed.show_board([("bo", 1)])
        assert mind(1).move(unarmed, START) is None
