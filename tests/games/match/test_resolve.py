"""What comes of the actions of a turn."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.games.match.actions import SIDE, Drink, Guard, Move, Strike, Wait
from shared.games.match.arena import HEALTH, SIGHT, Fighter, distance, in_sight, placed
from shared.games.match.resolve import Blow, dice_of, resolve
from tests.games.match.arena import loaded

ANN, BOB = Fighter(0, 5, 5), Fighter(1, 6, 5)


def fought(dice: Any = None, /, **actions: Any) -> Any:
    return resolve({"ann": ANN, "bob": BOB}, actions, dice or loaded(), 1)


class TestStrike:
    def test_takes_what_the_die_shows(self) -> None:
        done = fought(loaded(ann=4), ann=Strike("bob"))
        assert done.blows == (Blow("ann", "bob", 4),)
        assert (done.fighters["bob"].health, done.fighters["ann"].dealt) == (HEALTH - 4, 4)

    def test_takes_half_of_whoever_guards(self) -> None:
        assert fought(loaded(ann=5), ann=Strike("bob"), bob=Guard()).blows[0].damage == 2

    def test_takes_one_less_where_there_is_a_shield(self) -> None:
        shielded = {"ann": ANN, "bob": Fighter(1, 6, 5, items=("shield",))}
        assert resolve(shielded, {"ann": Strike("bob")}, loaded(ann=3), 1).blows[0].damage == 2

    def test_meets_nobody_who_has_stepped_away(self) -> None:
        done = fought(ann=Strike("bob"), bob=Move(7, 5))
        assert done.blows == (Blow("ann", "bob", 0),)
        assert done.fighters["bob"].health == HEALTH

    @pytest.mark.parametrize(("items", "damage"), [((), 0), (("bow",), 3)])
    def test_reaches_further_with_a_bow(self, items: Any, damage: int) -> None:
        far = {"ann": Fighter(0, 1, 5, items=items), "bob": Fighter(1, 5, 5)}
        assert resolve(far, {"ann": Strike("bob")}, loaded(ann=3), 1).blows[0].damage == damage

    def test_of_whoever_falls_counts(self) -> None:
        weak = {"ann": Fighter(0, 5, 5, 1), "bob": Fighter(1, 6, 5, 1)}
        done = resolve(weak, {"ann": Strike("bob"), "bob": Strike("ann")}, loaded(), 9)
        assert [(each.health, each.fell) for each in done.fighters.values()] == [(0, 9)] * 2


class TestMove:
    def test_gives_a_square_to_whom_the_dice_name_first(self) -> None:
        both = {"ann": Move(5, 6), "bob": Move(5, 6)}
        for first, other in (("ann", "bob"), ("bob", "ann")):
            done = fought(loaded(**{first: 1, other: 2}), **both).fighters
            assert (done[first].x, done[first].y) == (5, 6)
            assert (done[other].x, done[other].y) != (5, 6)

    def test_does_not_go_where_somebody_stands(self) -> None:
        assert fought(ann=Move(6, 5)).fighters["ann"].x == 5


class TestDrink:
    def test_heals_once(self) -> None:
        hurt = {"ann": Fighter(0, 5, 5, 3, ("potion", "bow")), "bob": BOB}
        done = resolve(hurt, {"ann": Drink()}, loaded(), 1).fighters["ann"]
        assert (done.health, done.items) == (11, ("bow",))


NAMES = ("ann", "bob", "cyd", "dee")
FIGHTERS = st.fixed_dictionaries(
    {
        who: st.builds(
            Fighter,
            st.integers(0, 1),
            st.integers(0, SIDE - 1),
            st.integers(0, SIDE - 1),
            st.integers(0, HEALTH),
        )
        for who in NAMES
    }
)
ACTION = st.one_of(
    st.builds(Move, st.integers(0, SIDE - 1), st.integers(0, SIDE - 1)),
    st.builds(Strike, st.sampled_from(NAMES)),
    st.just(Guard()),
    st.just(Wait()),
)
ACTIONS = st.fixed_dictionaries(dict.fromkeys(NAMES, ACTION))


class TestResolve:
    @settings(max_examples=50)
    @given(FIGHTERS, ACTIONS, st.integers(0, 2**64 - 1), st.permutations(NAMES))
    def test_comes_to_the_same_in_whatever_order_actions_came(
        self, fighters: Any, actions: Any, seed: int, order: list[str]
    ) -> None:
        other = {who: actions[who] for who in order}
        dice = dice_of(seed, 3)
        assert resolve(fighters, actions, dice, 3) == resolve(fighters, other, dice_of(seed, 3), 3)

    @settings(max_examples=50)
    @given(FIGHTERS, ACTIONS, st.integers(0, 2**64 - 1))
    def test_accounts_for_all_health(self, fighters: Any, actions: Any, seed: int) -> None:
        done = resolve(fighters, actions, dice_of(seed, 1), 1)
        for who, before in fighters.items():
            hurt = sum(blow.damage for blow in done.blows if blow.target == who)
            assert done.fighters[who].health == max(0, before.health - hurt)
            assert before.health > 0 or who not in {blow.by for blow in done.blows}

    @given(st.integers(0, 2**64 - 1), st.integers(0, 60), st.sampled_from(NAMES))
    def test_rolls_what_the_seed_says_and_within_the_sides(
        self, seed: int, turn: int, who: str
    ) -> None:
        roll = dice_of(seed, turn)(who, 6)
        assert 1 <= roll <= 6
        assert roll == dice_of(seed, turn)(who, 6)

    def test_rolls_all_sides_about_as_often(self) -> None:
        rolls = [dice_of(seed, 1)("ann", 6) for seed in range(6000)]
        assert all(850 <= rolls.count(side) <= 1150 for side in range(1, 7))


class TestPlaced:
    @given(st.integers(2, 16), st.integers(1, 1 << 16))
    def test_gives_each_a_square_of_its_own_on_the_edge(self, many: int, turn_by: int) -> None:
        fighters = placed([[f"p{number}"] for number in range(many)], {}, turn_by, {})
        squares = {(each.x, each.y) for each in fighters.values()}
        assert len(squares) == many
        assert all({x, y} & {0, SIDE - 1} for x, y in squares)


class TestSight:
    @settings(max_examples=50)
    @given(FIGHTERS)
    def test_is_what_stands_near_one_of_the_team(self, fighters: dict[str, Fighter]) -> None:
        for who, me in fighters.items():
            near = {
                name
                for name, each in fighters.items()
                for eye in fighters.values()
                if eye.team == me.team and eye.stands and distance(eye, each) <= SIGHT
            }
            always = {
                name for name, each in fighters.items() if each.team == me.team or not each.stands
            }
            assert set(in_sight(fighters, who)) == near | always
