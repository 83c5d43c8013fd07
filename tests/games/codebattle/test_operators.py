"""A battle's life is a matter of time, its pack is frozen at the start, and nothing is undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from shared.games.codebattle.commands import (
    EndBattle,
    EndEarly,
    JoinBattle,
    ReplaceQuestions,
    ScheduleBattle,
    StartBattle,
)
from shared.games.codebattle.facts import (
    BattleEnded,
    BattleScheduled,
    BattleStarted,
    QuestionsReplaced,
)
from shared.games.codebattle.questions import Question, content_hash
from shared.games.codebattle.rules import MAX_POINTS, MAX_QUESTIONS, Rules
from shared.kernel.rules import KNOWN_WITHIN
from tests.games.codebattle.battle import (
    EARLIER,
    NOON,
    NOW,
    ONE,
    PACK,
    PACK_HASH,
    TICK,
    battle,
    scheduled,
)

SCHEDULE = ScheduleBattle(EARLIER, "b1", "Demo", NOON, ONE, PACK)
STARTED = BattleStarted(NOON, PACK_HASH)
OTHER_PACK = (Question("q9", "1 + 1?", ("2",)),)

BAD_PACKS: dict[str, tuple[tuple[Question, ...], str, dict[str, int]]] = {
    "empty": ((), "bad_questions", {"most": MAX_QUESTIONS}),
    "same id twice": ((PACK[0], PACK[0]), "bad_questions", {"most": MAX_QUESTIONS}),
    "no answer": ((Question("q1", "?", ()),), "bad_questions", {"most": MAX_QUESTIONS}),
    "blank answer": (
        (replace(PACK[0], answers=("4", "\u200b ")),),
        "bad_questions",
        {"most": MAX_QUESTIONS},
    ),
    "no points": ((replace(PACK[0], points=0),), "bad_questions", {"most": MAX_QUESTIONS}),
    "too many": (
        tuple(Question(f"q{number}", "?", ("a",)) for number in range(MAX_QUESTIONS + 1)),
        "bad_questions",
        {"most": MAX_QUESTIONS},
    ),
    "too many points": (
        (replace(PACK[0], points=MAX_POINTS + 1),),
        "too_many_points",
        {"most": MAX_POINTS},
    ),
    "too large": (
        (replace(PACK[0], prompt="x" * 256 * 1024),),
        "questions_too_large",
        {"most_bytes": 256 * 1024},
    ),
}


class TestScheduleBattle:
    def test_keeps_the_pack_under_its_hash(self) -> None:
        fact = BattleScheduled(EARLIER, "b1", "Demo", NOON, ONE, Rules(), PACK, content_hash(PACK))
        battle.given().when(SCHEDULE).then(battle=fact).answers()

    def test_is_refused_for_a_name_that_is_taken(self) -> None:
        battle.given(battle=[scheduled()]).when(SCHEDULE).then_refused("battle_exists")

    @pytest.mark.parametrize(
        "times", [{"ends_at": NOON}, {"now": ONE}, {"ends_at": EARLIER, "starts_at": EARLIER}]
    )
    def test_needs_an_end_to_come(self, times: dict[str, Any]) -> None:
        battle.given().when(replace(SCHEDULE, **times)).then_refused("ends_too_early")

    def test_may_start_in_the_past(self) -> None:
        begun = battle.given().when(replace(SCHEDULE, now=NOW)).state("battle")
        assert begun.phase(NOW) == "running"

    @pytest.mark.parametrize(("pack", "reason", "details"), BAD_PACKS.values(), ids=BAD_PACKS)
    def test_refuses_a_bad_pack(
        self, pack: tuple[Question, ...], reason: str, details: dict[str, int]
    ) -> None:
        command = replace(SCHEDULE, questions=pack)
        battle.given().when(command).then_refused(reason, **details)

    def test_takes_the_largest_pack(self) -> None:
        most = MAX_POINTS // MAX_QUESTIONS
        pack = tuple(Question(f"q{n}", "?", ("a",), (), most) for n in range(MAX_QUESTIONS))
        taken = battle.given().when(replace(SCHEDULE, questions=pack)).state("battle")
        assert taken.questions == pack


class TestReplaceQuestions:
    def test_is_allowed_while_everybody_will_know_of_it_at_the_start(self) -> None:
        now = NOON - KNOWN_WITHIN - TICK
        changed = (
            battle.given(battle=[scheduled()])
            .when(ReplaceQuestions(now, "b1", OTHER_PACK))
            .then(battle=QuestionsReplaced(now, OTHER_PACK, content_hash(OTHER_PACK)))
            .state("battle")
        )
        assert (changed.questions, changed.questions_hash) == (OTHER_PACK, content_hash(OTHER_PACK))

    @pytest.mark.parametrize("now", [NOON - KNOWN_WITHIN, NOON, ONE])
    def test_is_refused_from_then_on(self, now: Any) -> None:
        given = battle.given(battle=[scheduled()])
        command = ReplaceQuestions(now, "b1", OTHER_PACK)
        given.when(command).then_refused("questions_frozen", questions_hash=PACK_HASH)

    def test_refuses_a_bad_pack_and_an_unknown_battle(self) -> None:
        command = ReplaceQuestions(EARLIER, "b1", ())
        given = battle.given(battle=[scheduled()])
        given.when(command).then_refused("bad_questions", most=MAX_QUESTIONS)
        battle.given().when(command).then_refused("unknown_battle")


class TestStartBattle:
    def test_is_announced_once_with_the_frozen_pack(self) -> None:
        given = battle.given(battle=[scheduled()])
        given.when(StartBattle(NOON, "b1")).then(battle=BattleStarted(NOON, PACK_HASH))
        battle.given(battle=[scheduled(), STARTED]).when(StartBattle(NOW, "b1")).then()

    def test_is_refused_before_its_time_and_without_a_battle(self) -> None:
        early = StartBattle(NOON - TICK, "b1")
        given = battle.given(battle=[scheduled()])
        given.when(early).then_refused("battle_not_started", starts_at=NOON.isoformat())
        battle.given().when(StartBattle(NOON, "b1")).then_refused("unknown_battle")


class TestEndBattle:
    def test_is_announced_once(self) -> None:
        given = battle.given(battle=[scheduled(), STARTED])
        given.when(EndBattle(ONE, "b1")).then(battle=BattleEnded(ONE, early=False, ends_at=ONE))
        over = battle.given(battle=[scheduled(), STARTED, BattleEnded(ONE)])
        over.when(EndEarly(ONE + timedelta(hours=1), "b1")).then()

    def test_is_refused_before_its_time_and_without_a_battle(self) -> None:
        given = battle.given(battle=[scheduled(), STARTED])
        refused = given.when(EndBattle(ONE - TICK, "b1"))
        refused.then_refused("battle_running", ends_at=ONE.isoformat())
        battle.given().when(EndBattle(ONE, "b1")).then_refused("unknown_battle")

    def test_ends_the_battle_when_everybody_knows_of_it_if_early(self) -> None:
        given, end = battle.given(battle=[scheduled(), STARTED]), NOW + KNOWN_WITHIN
        ended = given.when(EndEarly(NOW, "b1")).then(
            battle=BattleEnded(NOW, early=True, ends_at=end)
        )
        assert ended.state("battle").phase(end) == "ended"
        assert ended.state("battle").phase(end - TICK) == "running"

    def test_never_ends_a_battle_later_than_planned(self) -> None:
        given = battle.given(battle=[scheduled(), STARTED])
        ended = given.when(EndEarly(ONE - TICK, "b1"))
        ended.then(battle=BattleEnded(ONE - TICK, early=True, ends_at=ONE))

    def test_ended_the_battle_at_once_in_facts_that_do_not_say_when(self) -> None:
        ended = battle.given(battle=[scheduled(), STARTED, BattleEnded(NOW, early=True)])
        assert ended.state("battle").ends_at == NOW

    def test_does_not_move_a_late_announcement_to_now(self) -> None:
        late = ONE + timedelta(hours=1)
        ended = battle.given(battle=[scheduled()]).when(EndBattle(late, "b1"))
        assert ended.state("battle").ends_at == ONE


class TestBattleEndedBeforeItsStart:
    """An operator calls a battle off."""

    CALLED_OFF = (scheduled(), BattleEnded(NOON - timedelta(hours=2), early=True))

    def test_is_over(self) -> None:
        given = battle.given(battle=self.CALLED_OFF)
        assert given.state("battle").phase(NOON - timedelta(hours=1)) == "ended"
        join = JoinBattle(NOON - timedelta(hours=1), "b1", "ann", "player-ann")
        given.when(join).then_refused("battle_ended")

    def test_never_announces_a_start(self) -> None:
        battle.given(battle=self.CALLED_OFF).when(StartBattle(NOON, "b1")).then()
