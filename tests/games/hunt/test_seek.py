"""Who moves, searches, digs and solves, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.energy import Energy
from tests.games.hunt.hunting import (
    CHEST,
    CROWN,
    NOON,
    NOW,
    ONE,
    PENNY,
    TICK,
    at,
    clue,
    dug,
    hunt,
    joined,
    planned,
    took,
)

MOVE = c.Move(NOW, "h1", "ann", 1, 0)
SEARCH = c.Search(NOW, "h1", "ann")
DIG = c.Dig(NOW, "h1", "ann")
PLAN = [planned()]


class TestJoin:
    def test_stands_where_all_begin(self) -> None:
        given = hunt.given(hunt=PLAN)
        given.when(c.JoinHunt(NOW, "h1", "ann", "player-ann")).then(ann=joined())

    def test_is_refused_twice_and_to_somebody_of_the_same_name(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined()])
        given.when(c.JoinHunt(NOW, "h1", "ann", "player-ann")).then_refused("already_joined")
        given.when(c.JoinHunt(NOW, "h1", "ann", "player-x")).then_refused("name_taken")

    def test_is_open_before_the_start_and_closed_after_the_end(self) -> None:
        early = c.JoinHunt(NOON - TICK, "h1", "ann", "p")
        assert hunt.given(hunt=PLAN).when(early).decision
        hunt.given(hunt=PLAN).when(c.JoinHunt(ONE, "h1", "ann", "p")).then_refused("hunt_ended")
        hunt.given().when(early).then_refused("unknown_hunt")


class TestMove:
    def test_goes_one_step_at_the_price_of_the_land(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined()])
        given.when(MOVE).then(ann=at(1, 0, 19)).answers(x=1, y=0, energy=19)
        up = hunt.given(hunt=PLAN, ann=[joined(), at(1, 0)])
        up.when(c.Move(NOW, "h1", "ann", 2, 0)).then(ann=at(2, 0, 17))

    @pytest.mark.parametrize(("x", "y"), [(0, 0), (2, 0), (1, 1), (-1, -1), (2**40, 0)])
    def test_refuses_a_forged_position(self, x: int, y: int) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined()])
        given.when(c.Move(NOW, "h1", "ann", x, y)).then_refused("not_beside_you", x=0, y=0)

    @pytest.mark.parametrize(("x", "y"), [(0, 1), (-1, 0), (0, -1)])
    def test_goes_neither_into_the_water_nor_off_the_map(self, x: int, y: int) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined()])
        given.when(c.Move(NOW, "h1", "ann", x, y)).then_refused("no_way")

    def test_needs_energy_which_comes_back_by_the_clock(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined(level=0)])
        ready = NOW + timedelta(seconds=10)
        given.when(MOVE).then_refused("tired", energy=0, needs=1, ready_at=ready.isoformat())
        later = c.Move(ready + timedelta(seconds=5), "h1", "ann", 1, 0)
        after = given.when(later).state("ann")
        assert after.energy == Energy(0, ready)

    def test_is_refused_before_after_and_to_who_has_not_joined(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined()])
        early, late = c.Move(NOON - TICK, "h1", "ann", 1, 0), c.Move(ONE, "h1", "ann", 1, 0)
        given.when(early).then_refused("hunt_not_started", starts_at=NOON.isoformat())
        given.when(late).then_refused("hunt_ended")
        given.when(c.Move(NOW, "h1", "bob", 1, 0)).then_refused("not_joined")
        hunt.given().when(MOVE).then_refused("unknown_hunt")


class TestSearch:
    def test_finds_what_is_near_and_says_how_far_the_next_is(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined()])
        found = f.CellSearched(NOW, 1, Energy(16, NOW), (clue(PENNY),), 2)
        given.when(SEARCH).then(ann=found).answers(found=1, nearest=2, energy=16)

    def test_finds_nothing_twice(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined()])
        facts = given.when(SEARCH).decision["hunt/h1/player/ann"]
        after = hunt.given(hunt=PLAN, ann=[joined(), *facts])
        after.when(SEARCH).answers(found=0, nearest=2, energy=12)


class TestDig:
    def test_takes_what_is_buried_here(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined(), at(1, 0)])
        ready = NOW + timedelta(seconds=60)
        after = given.when(DIG).then(ann=[dug(PENNY), took(PENNY, 5, 5, ready_at=ready, steps=1)])
        after.answers(treasure="penny", energy=14, points=5, total=5)
        assert (after.state("ann").points, after.state("ann").finds) == (5, 1)

    def test_is_refused_at_the_same_place_again(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined(), at(1, 0), dug(PENNY), took(PENNY, 5, 5)])
        given.when(DIG).then_refused("already_dug")
        empty = hunt.given(hunt=PLAN, ann=[joined(), f.CellDug(NOW, 1, 0, Energy(9, NOW))])
        empty.when(DIG).then_refused("already_dug")

    def test_shows_a_riddle_and_takes_nothing_yet(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined(), at(2, 0)])
        after = given.when(DIG).then(ann=dug(CHEST)).state("ann")
        assert (after.clues["chest"].riddle, after.points) == ("Two and two?", 0)

    def test_tells_nothing_of_what_is_locked_to_who_does_not_know_of_it(self) -> None:
        given = hunt.given(hunt=PLAN, ann=[joined(), at(2, 1)])
        empty = f.CellDug(NOW, 1, 5, Energy(14, NOW))
        given.when(DIG).then(ann=empty).answers(treasure=None, energy=14)

    def test_says_what_is_needed_to_who_knows_of_it_and_lets_it_dig_here_anew(self) -> None:
        found = f.CellSearched(NOW, 1, Energy(20, NOW), (clue(CROWN),))
        empty = f.CellDug(NOW, 1, 5, Energy(14, NOW))
        given = hunt.given(hunt=PLAN, ann=[joined(), at(2, 1), empty, found])
        given.when(DIG).then_refused("not_ready", needs="1 of key")
        key = took(PENNY, 0, 0, items={"key": 1})
        with_key = [joined(), dug(PENNY), key, at(2, 1), empty, found]
        hunt.given(hunt=PLAN, ann=with_key).when(DIG).answers(treasure="crown", energy=14)

    def test_waits_between_two_of_a_kind(self) -> None:
        ready = NOW + timedelta(seconds=60)
        other = took(CHEST, 5, 5, kind="coin", ready_at=ready)
        known = f.CellSearched(NOW, 1, Energy(20, NOW), (clue(PENNY),))
        given = hunt.given(hunt=PLAN, ann=[joined(), dug(CHEST), other, known, at(1, 0)])
        given.when(DIG).then_refused("too_soon", kind="coin", ready_at=ready.isoformat())
        assert given.when(c.Dig(ready, "h1", "ann")).decision


class TestSolve:
    GIVEN = hunt.given(hunt=PLAN, ann=[joined(), at(2, 0), dug(CHEST)])

    def solving(self, answer: str, treasure: str = "chest") -> c.Solve:
        return c.Solve(NOW, "h1", "ann", treasure, answer)

    def test_gives_all_that_the_kind_gives(self) -> None:
        after = self.GIVEN.when(self.solving(" FOUR")).answers(
            correct=True, treasure="chest", points=1, total=1, energy=19
        )
        me = after.state("ann")
        assert (me.items, me.clues["crown"].stage) == ({"key": 1}, "found")

    def test_counts_wrong_answers(self) -> None:
        missed = f.RiddleMissed(NOW, 1, "chest", Energy(12, NOW), 1)
        self.GIVEN.when(self.solving("five")).then(ann=missed)
        twice = [joined(), dug(CHEST), missed, missed]
        tried = hunt.given(hunt=PLAN, ann=twice)
        tried.when(self.solving("4")).then_refused("no_tries_left")

    def test_says_nothing_of_a_treasure_that_is_not_known(self) -> None:
        for name in ("crown", "nowhere"):
            self.GIVEN.when(self.solving("4", name)).then_refused("unknown_treasure")

    def test_needs_it_dug_up_and_open(self) -> None:
        found = f.CellSearched(NOW, 1, Energy(20, NOW), (clue(CHEST), clue(PENNY)))
        given = hunt.given(hunt=PLAN, ann=[joined(), found])
        given.when(self.solving("4")).then_refused("not_dug_up")
        done = hunt.given(hunt=PLAN, ann=[joined(), dug(CHEST), took(CHEST, 1, 1)])
        done.when(self.solving("4")).then_refused("already_taken")
        plain = hunt.given(hunt=PLAN, ann=[joined(), dug(PENNY)])
        plain.when(self.solving("4", "penny")).then_refused("no_riddle")
