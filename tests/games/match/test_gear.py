"""What players wear counts in a match that was made for them, and nothing else of it does."""

from __future__ import annotations

from typing import Any

import pytest

from shared.games.match import MATCH
from shared.games.match import facts as f
from shared.games.match.actions import Drink, Guard, Strike
from shared.games.match.arena import HEALTH, Fighter
from shared.games.match.commands import JoinMatch, OpenMatch, TakeGear, TimeUp
from shared.games.match.effects import effects
from shared.games.match.gear import GEAR, MOST, bonus_of
from shared.games.match.matchmaking import MATCHMAKING
from shared.games.match.plan import WORN_WITHIN
from shared.games.match.resolve import resolve
from shared.games.match.state import Fighting
from shared.kernel.effects import AskWorn
from shared.kernel.viewer import Viewer
from tests.games.match.arena import NOON, SECOND, joined, loaded, match, opened

TEAMS = (("ann",), ("bob",))
WORN = {"ann": ("sword", "hat", "armour"), "eve": ("armour",)}
TAKEN = f.GearTaken(NOON, {"ann": ("armour", "sword"), "bob": ()})
ASKED = opened(teams=TEAMS, gear=True)


def join(who: str) -> JoinMatch:
    return JoinMatch(NOON, "m1", who)


def fighters(state: Any) -> dict[str, Fighter]:
    assert isinstance(state, Fighting)
    return state.fighters


class TestTaking:
    def test_begins_a_match_whose_players_have_come(self) -> None:
        given = match.given(m=[ASKED, joined("ann"), joined("bob")])
        found = fighters(given.when(TakeGear(NOON, "m1", WORN)).state("m"))
        ann, bob = found["ann"], found["bob"]
        assert (ann.health, ann.most, ann.edge) == (HEALTH + 2, HEALTH + 2, 1)
        assert (bob.health, bob.most, bob.edge) == (HEALTH, HEALTH, 0)

    def test_before_they_come_lets_the_last_one_begin_it(self) -> None:
        given = match.given(m=[ASKED, joined("bob")])
        given.when(TakeGear(NOON, "m1", WORN)).then(m=TAKEN)
        then = match.given(m=[ASKED, TAKEN, joined("bob")]).when(join("ann"))
        assert fighters(then.state("m"))["ann"].edge == 1

    def test_is_waited_for_a_while_and_then_counts_nothing(self) -> None:
        come = [ASKED, joined("ann"), joined("bob")]
        match.given(m=come[:-1]).when(join("bob")).then(m=joined("bob"))
        given = match.given(m=come)
        given.when(TimeUp(NOON + WORN_WITHIN - SECOND, "m1")).then()
        then = given.when(TimeUp(NOON + WORN_WITHIN, "m1"))
        assert {each.edge for each in fighters(then.state("m")).values()} == {0}

    @pytest.mark.parametrize("facts", [[ASKED, TAKEN], [opened(seats=2)], [opened(teams=TEAMS)]])
    def test_is_refused_where_none_is_awaited(self, facts: list[f.MatchFact]) -> None:
        match.given(m=facts).when(TakeGear(NOON, "m1", WORN)).then_refused("no_gear_awaited")

    def test_is_for_no_player_to_send(self) -> None:
        assert TakeGear not in (*MATCH.player_commands, *MATCH.operator_commands)


class TestTable:
    def test_is_bounded_whatever_is_worn(self) -> None:
        assert bonus_of([*GEAR, *GEAR, "hat"]) == MOST

    def test_adds_to_blows_and_to_what_a_potion_heals_up_to(self) -> None:
        found = {"ann": Fighter(0, 5, 5, edge=1), "bob": Fighter(1, 6, 5, 22, ("potion",), most=23)}
        done = resolve(found, {"ann": Strike("bob"), "bob": Guard()}, loaded(ann=2), 1)
        assert done.blows[0].damage == 1
        done = resolve(found, {"ann": Strike("bob"), "bob": Drink()}, loaded(ann=2), 1)
        assert (done.blows[0].damage, done.fighters["bob"].health) == (3, 20)


class TestAsking:
    @pytest.mark.parametrize("teams", [TEAMS, (*TEAMS, ("cyd",))])
    @pytest.mark.parametrize("wait", [lambda command, _until: command, MATCHMAKING.wait])
    def test_is_done_once_for_whoever_is_asked(self, teams: Any, wait: Any) -> None:
        """In duels, in a melee, and in those of a tournament."""
        command = wait(MATCHMAKING.open(NOON, "m1", 7, teams), NOON)
        (fact,) = match.given().when(command).decision["match/m1"]
        (asked,) = effects(fact, "match/m1")
        assert isinstance(asked, AskWorn)
        assert asked.usernames == tuple(who for (who,) in teams)
        assert asked.answer(NOON, WORN) == TakeGear(NOON, "m1", WORN)
        assert not [*effects(joined("ann"), "match/m1")]

    def test_is_not_done_for_whoever_comes_first(self) -> None:
        (fact,) = match.given().when(OpenMatch(NOON, "m1", 7, gear=True)).decision["match/m1"]
        assert not [*effects(fact, "match/m1")]


def test_a_player_sees_its_own_gear_alone() -> None:
    shown = MATCH.message(TAKEN, Viewer("player", "ann"))
    assert shown is not None
    assert getattr(shown, "gear", None) == {"ann": ("armour", "sword")}
