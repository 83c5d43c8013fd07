"""A name is one player's in a battle, and who leaves comes back as they were."""

from __future__ import annotations

from datetime import datetime

import pytest

from shared.games.codebattle.commands import JoinBattle, LeaveBattle
from shared.games.codebattle.facts import (
    ParticipantJoined,
    ParticipantLeft,
    ParticipantReturned,
)
from shared.games.codebattle.rules import Rules
from tests.games.codebattle.battle import (
    EARLIER,
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

JOIN = JoinBattle(NOW, "b1", "ann", "player-ann")
LEAVE = LeaveBattle(NOW, "b1", "ann")


class TestJoinBattle:
    @pytest.mark.parametrize("now", [EARLIER, NOON, ONE - TICK])
    def test_is_open_from_the_schedule_to_the_end(self, now: datetime) -> None:
        rules = Rules(arrows_at_start=3, shields_at_start=2)
        (
            battle.given(battle=[scheduled(rules=rules)])
            .when(JoinBattle(now, "b1", "ann", "player-ann"))
            .then(ann=ParticipantJoined(now, "b1", "ann", "player-ann", 3, 2))
            .answers(username="ann", arrows=3, shields=2)
        )

    def test_is_closed_at_the_end(self) -> None:
        late = JoinBattle(ONE, "b1", "ann", "player-ann")
        battle.given(battle=[scheduled()]).when(late).then_refused("battle_ended")

    def test_needs_a_battle(self) -> None:
        battle.given().when(JOIN).then_refused("unknown_battle")

    def test_is_refused_to_another_player_of_that_name(self) -> None:
        other = JoinBattle(NOW, "b1", "ann", "player-zoe")
        for facts in ([joined("ann")], [joined("ann"), LEFT]):
            battle.given(battle=[scheduled()], ann=facts).when(other).then_refused("name_taken")

    def test_is_refused_to_one_who_is_in(self) -> None:
        given = battle.given(battle=[scheduled()], ann=[joined("ann")])
        given.when(JOIN).then_refused("already_joined")

    def test_brings_back_one_who_left_as_they_were(self) -> None:
        given = battle.given(battle=[scheduled()], ann=[joined("ann", 4, 2), solved(), LEFT])

        back = given.when(JOIN).then(ann=ParticipantReturned(NOW)).state("ann")

        assert (back.active, back.points, back.arrows, back.shields) == (True, 10, 4, 2)


class TestLeaveBattle:
    def test_keeps_the_points(self) -> None:
        given = battle.given(battle=[scheduled()], ann=[joined("ann"), solved()])

        gone = given.when(LEAVE).then(ann=ParticipantLeft(NOW)).answers().state("ann")

        assert (gone.active, gone.points) == (False, 10)

    def test_needs_a_battle_and_a_participant(self) -> None:
        battle.given().when(LEAVE).then_refused("unknown_battle")
        battle.given(battle=[scheduled()]).when(LEAVE).then_refused("not_joined")

    def test_is_refused_twice(self) -> None:
        given = battle.given(battle=[scheduled()], ann=[joined("ann"), LEFT])
        given.when(LEAVE).then_refused("not_joined")
