"""No view holds an answer or what tells it, and nobody sees what is another's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import encode

from shared.games.codebattle.facts import BattleStarted, QuestionsReplaced
from shared.games.codebattle.message import message
from shared.games.codebattle.questions import Question, content_hash
from shared.games.codebattle.state import Battle
from shared.games.codebattle.view import (
    BattleView,
    OthersView,
    OwnView,
    ShownQuestion,
    snapshot,
)
from shared.kernel.facts import Fact
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
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

OWNER, OTHER = Viewer("owner", "ann"), Viewer("player", "bob")
VIEWERS = (OWNER, OTHER, SPECTATOR, OPERATOR)
SECRETS = st.text("abcdef", min_size=1).map("secret-{}".format)
PACKS = st.lists(
    st.tuples(SECRETS).map(lambda answers: Question("q1", "?", answers)), min_size=1
).map(tuple)


def shown_to_all(state: Battle, facts: list[Fact]) -> bytes:
    views = [snapshot(state, each, now) for each in VIEWERS for now in (NOON - TICK, NOW)]
    return encode([views, [message(fact, each) for fact in facts for each in VIEWERS]])  # type: ignore[arg-type] # of this game


class TestBattleView:
    @pytest.mark.parametrize("viewer", VIEWERS, ids=lambda each: str(each.role))
    def test_shows_the_questions_from_the_start_on(self, viewer: Viewer) -> None:
        state = battle.given(battle=[scheduled()]).state("battle")

        before = snapshot(state, viewer, NOON - TICK)
        assert isinstance(before, BattleView)
        assert before.questions == ()
        for now in (NOON, ONE):
            view = snapshot(state, viewer, now)
            assert isinstance(view, BattleView)
            assert [each.id for each in view.questions] == ["q1", "q2", "q3"]
            assert view.questions[1] == ShownQuestion(
                "q2", "Capital of France?", ("Paris", "Rome"), 25
            )

    @given(pack=PACKS)
    def test_never_shows_an_answer(self, pack: tuple[Question, ...]) -> None:
        start = scheduled(questions=pack)
        state = battle.given(battle=[start]).state("battle")
        assert isinstance(state, Battle)
        replaced = QuestionsReplaced(NOON, pack, content_hash(pack))

        assert b"secret-" in encode(state)
        assert b"secret-" not in shown_to_all(state, [start, replaced])

    def test_never_shows_the_hash_that_a_guessed_answer_key_could_be_tried_against(self) -> None:
        facts: list[Fact] = [
            scheduled(),
            QuestionsReplaced(NOON, PACK, PACK_HASH),
            BattleStarted(NOON, PACK_HASH),
            solved("q1"),
            missed("q2", 2),
        ]
        state = battle.given(battle=[scheduled()]).state("battle")
        assert isinstance(state, Battle)

        shown = shown_to_all(state, facts)

        assert PACK_HASH.encode() in encode([state, *facts])
        assert PACK_HASH.encode() not in shown
        assert b"questions_hash" not in shown


class TestParticipantView:
    @pytest.mark.parametrize("viewer", [OWNER, OPERATOR])
    def test_shows_a_player_what_is_theirs(self, viewer: Viewer) -> None:
        me = battle.given(ann=[joined("ann", 2, 1), solved("q1"), missed("q2", 2)]).state("ann")

        assert snapshot(me, viewer, NOW) == OwnView(
            "b1", "ann", me.joined_at, 10, 2, 1, True, ("q1",), {"q2": 1}
        )

    @pytest.mark.parametrize("viewer", [OTHER, SPECTATOR])
    def test_hides_arms_answers_and_identity_from_others(self, viewer: Viewer) -> None:
        other = battle.given(ann=[joined("ann", 2, 1), solved("q1")]).state("ann")

        assert snapshot(other, viewer, NOW) == OthersView("b1", "ann", 10, True, 1)


class TestMessage:
    def test_shows_the_questions_of_an_announced_battle_to_operators_alone(self) -> None:
        replaced = QuestionsReplaced(NOON, PACK, PACK_HASH)
        for viewer in VIEWERS:
            told = encode([message(scheduled(), viewer), message(replaced, viewer)])
            assert (b"Capital of France?" in told) is (viewer == OPERATOR)

    @pytest.mark.parametrize("viewer", [OTHER, SPECTATOR])
    def test_hides_what_a_participant_does_from_others(self, viewer: Viewer) -> None:
        for fact in (joined("ann"), solved("q1"), missed("q2", 2)):
            assert message(fact, viewer) is None
            assert message(fact, OWNER) is not None
