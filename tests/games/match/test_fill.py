"""A match that somebody leaves early may have the place filled: once, and by a queue."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from shared.games.match import facts as f
from shared.games.match.actions import Guard
from shared.games.match.arena import HEALTH, Fighter, entrance
from shared.games.match.commands import Act, FillPlace, LeaveMatch, OpenMatch
from shared.games.match.contest import contest
from shared.games.match.effects import effects
from shared.games.match.matchmaking import MATCHMAKING
from shared.games.match.plan import FILLED_BEFORE
from shared.games.match.reward import won
from shared.games.match.state import Fighting, Over
from shared.kernel.effects import Seek
from tests.games.match.arena import DEADLINE, NOON, SECOND, joined, match, opened

TEAMS = (("ann", "bob"), ("cyd", "dee"))
FIGHTERS = {"ann": Fighter(0, 1, 1), "bob": Fighter(0, 2, 2), "cyd": Fighter(1, 9, 9)} | {
    "dee": Fighter(1, 8, 8)
}
BEGAN = f.MatchBegan(NOON, FIGHTERS, DEADLINE, NOON + 1200 * SECOND)
UNTIL = NOON + FILLED_BEFORE * 20 * SECOND
VACATED = f.PlaceVacated(NOON, "bob", "pairs", "eu", ("ann",), ("cyd", "dee"), UNTIL)
FILL = FillPlace(NOON, "m1", "eve", "bob")


def begun(*more: Any, queue: bool = True) -> Any:
    plan = replace(opened(teams=TEAMS), source=("pairs", "eu") if queue else None)
    return match.given(m=[plan, *map(joined, FIGHTERS), BEGAN, *more])


def left(who: str) -> f.Forfeited:
    return f.Forfeited(NOON, (who,), "left")


def turn(number: int) -> f.TurnResolved:
    return f.TurnResolved(NOON, number, "", 0, None, FIGHTERS, (), DEADLINE, {})


class TestVacancy:
    def test_is_told_when_somebody_leaves_early(self) -> None:
        begun().when(LeaveMatch(NOON, "m1", "bob")).then(m=[left("bob"), VACATED])

    def test_is_told_once(self) -> None:
        given = begun(left("bob"), VACATED)
        given.when(LeaveMatch(NOON, "m1", "cyd")).then(m=left("cyd"))

    def test_is_none_later_nor_where_no_queue_fills_it(self) -> None:
        late = begun(*map(turn, range(1, FILLED_BEFORE + 1)))
        for given in (late, begun(queue=False)):
            given.when(LeaveMatch(NOON, "m1", "bob")).then(m=left("bob"))

    def test_is_none_in_a_match_that_is_over(self) -> None:
        then = begun(left("ann"), VACATED).when(LeaveMatch(NOON, "m1", "bob"))
        assert isinstance(then.state("m"), Over)

    def test_asks_the_queue_that_the_match_is_of(self) -> None:
        command = MATCHMAKING.open(NOON, "m1", 7, TEAMS)
        assert MATCHMAKING.fill
        assert isinstance(command, OpenMatch)
        (fact,) = match.given().when(MATCHMAKING.fill(command, "pairs", "eu")).decision["match/m1"]
        assert isinstance(fact, f.MatchOpened)
        assert fact.source == ("pairs", "eu")
        (asked,) = effects(VACATED, "match/m1")
        assert isinstance(asked, Seek)
        assert (asked.queue, asked.region, asked.rivals) == ("pairs", "eu", ("cyd", "dee"))
        assert asked.fill(NOON, "eve") == FILL


class TestFilling:
    def test_seats_one_who_fights_on_from_then(self) -> None:
        then = begun(left("bob"), VACATED).when(FILL)
        state = then.state("m")
        assert isinstance(state, Fighting)
        assert state.fighters["eve"] == Fighter(0, 0, 0, HEALTH)
        given = begun(left("bob"), VACATED, *then.decision["match/m1"])
        assert given.when(Act(NOON, "m1", "eve", 1, Guard())).refused is None

    def test_is_refused_twice_late_to_a_fighter_and_where_nobody_left(self) -> None:
        fact = f.PlaceFilled(NOON, "fay", "bob", Fighter(0, 0, 0))
        begun(left("bob"), VACATED, fact).when(FILL).then_refused("no_such_place")
        begun().when(FILL).then_refused("no_such_place")
        taken = replace(FILL, username="cyd")
        begun(left("bob"), VACATED).when(taken).then_refused("already_joined")
        late = begun(left("bob"), VACATED, *map(turn, range(1, FILLED_BEFORE + 1)))
        late.when(FILL).then_refused("too_late")

    def test_counts_for_those_who_began_and_pays_who_came(self) -> None:
        fact = f.PlaceFilled(NOON, "eve", "bob", Fighter(0, 0, 0))
        over = begun(left("bob"), VACATED, fact, left("cyd")).when(LeaveMatch(NOON, "m1", "dee"))
        state = over.state("m")
        rated = contest(state)
        assert rated is not None
        assert (rated.teams, rated.places) == (TEAMS, (1, 2))
        assert {each.username for each in won(state)} == {"ann", "eve"}


@pytest.mark.parametrize("many", [0, 3, 15])
def test_whoever_comes_stands_on_a_free_square(many: int) -> None:
    there = {f"p{number}": Fighter(0, number, 0) for number in range(min(many, 12))}
    assert entrance(there) not in {(each.x, each.y) for each in there.values()}
