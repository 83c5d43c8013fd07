"""No view holds an answer or what tells it, and nobody sees what is another's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import encode

from shared.games.codebattle.facts import BattleStarted, QuestionsReplaced
from shared.games.codebattle.questions import Question, content_hash
from shared.games.codebattle.state import Battle
from shared.games.codebattle.view import battle_view, facts_view, others_view, participant_view
from tests.games.codebattle.battle import (
    NOON,
    NOW,
    ONE,
    PACK,
    PACK_HASH,
    TICK,
    battle,
    joined,
    missed,
    scheduled,
    solved,
)

SECRETS = st.text("abcdef", min_size=1).map("secret-{}".format)
PACKS = st.lists(
    st.tuples(SECRETS).map(lambda answers: Question("q1", "?", answers)), min_size=1
).map(tuple)


class TestBattleView:
    def test_shows_the_questions_from_the_start_on(self) -> None:
        state = battle.given(battle=[scheduled()]).state("battle")

        assert battle_view(state, NOON - TICK)["questions"] == []
        for now in (NOON, ONE):
            shown = battle_view(state, now)["questions"]
            assert [each["id"] for each in shown] == ["q1", "q2", "q3"]
            assert shown[1] == {
                "id": "q2",
                "prompt": "Capital of France?",
                "choices": ["Paris", "Rome"],
                "points": 25,
            }

    @given(pack=PACKS)
    def test_never_shows_an_answer(self, pack: tuple[Question, ...]) -> None:
        start = scheduled(questions=pack)
        state = battle.given(battle=[start]).state("battle")
        assert isinstance(state, Battle)
        replaced = QuestionsReplaced(NOON, pack, content_hash(pack))

        shown = [battle_view(state, NOW), facts_view([start, replaced])]

        assert b"secret-" in encode(state)
        assert b"secret-" not in encode(shown)

    def test_never_shows_the_hash_that_a_guessed_answer_key_could_be_tried_against(self) -> None:
        facts = [
            scheduled(),
            QuestionsReplaced(NOON, PACK, PACK_HASH),
            BattleStarted(NOON, PACK_HASH),
            solved("q1"),
            missed("q2", 2),
        ]
        state = battle.given(battle=[scheduled()]).state("battle")
        assert isinstance(state, Battle)

        shown = [battle_view(state, NOW), facts_view(facts)]

        assert PACK_HASH.encode() in encode([state, *facts])
        assert PACK_HASH.encode() not in encode(shown)
        assert b"questions_hash" not in encode(shown)


class TestParticipantView:
    def test_shows_a_player_what_is_theirs(self) -> None:
        me = battle.given(ann=[joined("ann", 2, 1), solved("q1"), missed("q2", 2)]).state("ann")

        assert participant_view(me) == {
            "battle": "b1",
            "username": "ann",
            "joined_at": me.joined_at,
            "points": 10,
            "arrows": 2,
            "shields": 1,
            "active": True,
            "solved": ["q1"],
            "tries": {"q2": 1},
        }


class TestOthersView:
    def test_hides_arms_answers_and_identity(self) -> None:
        other = battle.given(ann=[joined("ann", 2, 1), solved("q1")]).state("ann")

        assert others_view(other) == {
            "battle": "b1",
            "username": "ann",
            "points": 10,
            "active": True,
            "solved": 1,
        }


class TestFactsView:
    def test_names_each_fact_and_hides_the_answers(self) -> None:
        shown = facts_view([scheduled(), solved("q1", 10)])

        assert [each["fact"] for each in shown] == ["BattleScheduled", "QuestionSolved"]
        assert [set(each) for each in shown[0]["questions"]] == [
            {"id", "prompt", "choices", "points"} for _ in PACK
        ]
        assert shown[1]["total"] == 10
