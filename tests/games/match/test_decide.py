"""The rules of a match, in given, when, then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.games.match import facts as f
from shared.games.match.actions import Drink, Guard, Move, Strike, Wait
from shared.games.match.arena import HEALTH, Fighter
from shared.games.match.commands import AbandonAct, Act, JoinMatch, LeaveMatch, OpenMatch, TimeUp
from shared.games.match.evolve import evolve
from shared.games.match.plan import COME_WITHIN, GRACE, LONGEST_OPEN, Plan
from shared.games.match.state import Fighting, Gathering, Match, Over
from tests.games.match.arena import DEADLINE, END, NOON, SECOND, SEED, began, joined, match, opened

NEAR = {"ann": Fighter(0, 5, 5), "bob": Fighter(1, 6, 5)}
TEAMS = (("ann", "bob"), ("cyd", "dee"))


def act(who: str, seq: int, action: Any, now: Any = NOON) -> Act:
    return Act(now, "m1", who, seq, action)


def chosen(who: str, seq: int, action: Any) -> f.ActionChosen:
    return f.ActionChosen(NOON, who, seq, action)


class TestOpen:
    @pytest.mark.parametrize(
        "teams", [(("ann",),), (("ann",), ()), (("a",), tuple("bcdefghijklmnopqr"))]
    )
    def test_refuses_teams_of_nobody_or_of_too_many(self, teams: Any) -> None:
        when = match.given().when(OpenMatch(NOON, "m1", 7, Plan(teams=teams)))
        when.then_refused("bad_teams", fewest=2, most=16)

    def test_refuses_two_teams_with_one_player(self) -> None:
        plan = Plan(teams=(("ann", "bob"), ("cyd", "ann")))
        when = match.given().when(OpenMatch(NOON, "m1", 7, plan))
        when.then_refused("player_twice", username="ann")

    @pytest.mark.parametrize(
        ("come_by", "join_by"),
        [
            (NOON + 600 * SECOND, NOON + 600 * SECOND),
            (NOON - SECOND, NOON + COME_WITHIN),
            (NOON + 9 * LONGEST_OPEN, NOON + LONGEST_OPEN),
            (None, NOON + COME_WITHIN),
        ],
    )
    def test_waits_for_its_players_as_long_as_it_is_told(
        self, come_by: datetime | None, join_by: datetime
    ) -> None:
        plan = Plan(teams=(("ann",), ("bob",)))
        state = match.given().when(OpenMatch(NOON, "m1", 8, plan, come_by)).state("m")
        assert isinstance(state, Gathering)
        assert state.join_by == join_by

    def test_refuses_a_match_that_is_open(self) -> None:
        match.given(m=[opened()]).when(OpenMatch(NOON, "m1", 8)).then_refused("already_open")


class TestJoin:
    def test_begins_with_the_last_seat(self) -> None:
        given = match.given(m=[opened(), joined("ann", "bow")])
        state = given.when(JoinMatch(NOON, "m1", "bob")).state("m")
        assert isinstance(state, Fighting)
        assert state.deadline == DEADLINE
        assert [each.items for each in state.fighters.values()] == [("bow",), ()]

    def test_is_for_those_who_were_asked(self) -> None:
        given = match.given(m=[opened(teams=TEAMS)])
        given.when(JoinMatch(NOON, "m1", "eve")).then_refused("not_asked")

    def test_refuses_an_item_twice(self) -> None:
        when = match.given(m=[opened()]).when(JoinMatch(NOON, "m1", "ann", ("bow", "bow")))
        when.then_refused("item_twice")

    def test_comes_back(self) -> None:
        later = NOON + 9 * SECOND
        when = match.given(m=began(**NEAR)).when(JoinMatch(later, "m1", "ann"))
        when.then(m=f.PlayerReturned(later, "ann"))
        assert when.state("m").seen["ann"] == later


class TestAct:
    def test_waits_in_secret_for_the_others(self) -> None:
        when = match.given(m=began(**NEAR)).when(act("ann", 1, Strike("bob")))
        when.then(m=chosen("ann", 1, Strike("bob"))).answers(seq=1)

    def test_resolves_the_turn_with_the_last_action(self) -> None:
        given = match.given(m=[*began(**NEAR), chosen("ann", 1, Strike("bob"))])
        when = given.when(act("bob", 1, Wait())).answers(seq=1, turn=1)
        state = when.state("m")
        assert (state.turn, state.chosen, state.seqs) == (1, {}, {"ann": 1, "bob": 1})
        assert state.fighters["bob"].health < HEALTH
        assert state.deadline == DEADLINE

    def test_is_carried_out_at_once_where_there_are_no_rounds(self) -> None:
        given = match.given(m=began("at_once", **NEAR))
        state = given.when(act("ann", 1, Strike("bob"))).answers(seq=1, turn=1).state("m")
        assert state.fighters["bob"].health < HEALTH
        assert state.deadline is None

    @pytest.mark.parametrize(
        ("seq", "reason"), [(1, "action_repeated"), (3, "action_gap"), (9, "action_gap")]
    )
    @pytest.mark.parametrize("style", ["rounds", "at_once"])
    def test_refuses_a_repeat_and_a_gap_by_name(self, style: str, seq: int, reason: str) -> None:
        given = match.given(m=[*began(style, **NEAR), chosen("ann", 1, Guard())])
        given.when(act("ann", seq, Guard())).then_refused(reason, expected=2)

    def test_refuses_a_second_one_of_a_round(self) -> None:
        given = match.given(m=[*began(**NEAR), chosen("ann", 1, Guard())])
        given.when(act("ann", 2, Guard())).then_refused("already_chosen")

    def test_refuses_one_too_soon(self) -> None:
        given = match.given(m=began("at_once", **NEAR))
        ready = NOON + timedelta(milliseconds=250)
        when = match.given(m=[*began("at_once", **NEAR), chosen("ann", 1, Guard())])
        when = match.given(
            m=[*began("at_once", **NEAR), *given.when(act("ann", 1, Guard())).decision["match/m1"]]
        )
        when.when(act("ann", 2, Guard())).then_refused("too_soon", ready_at=ready.isoformat())
        assert when.when(act("ann", 2, Guard(), ready)).refused is None

    @pytest.mark.parametrize(("style", "late"), [("rounds", DEADLINE), ("at_once", END)])
    def test_refuses_one_too_late(self, style: str, late: Any) -> None:
        match.given(m=began(style, **NEAR)).when(act("ann", 1, Guard(), late)).then_refused(
            "too_late"
        )

    @pytest.mark.parametrize(
        ("action", "reason", "details"),
        [
            (Move(9, 9), "too_far", {"speed": 1}),
            (Drink(), "no_potion", {}),
            (Strike("ann"), "own_target", {}),
            (Strike("cyd"), "no_target", {}),
            (Strike("eve"), "no_target", {}),
            (Strike("dee"), "own_team", {}),
            (Strike("fay"), "no_target", {}),
        ],
    )
    def test_refuses_what_can_not_be_tried(self, action: Any, reason: str, details: Any) -> None:
        far, mate, fallen = Fighter(2, 11, 11), Fighter(0, 5, 4), Fighter(3, 4, 4, 0, fell=1)
        given = match.given(m=began(**NEAR, cyd=far, dee=mate, fay=fallen))
        given.when(act("ann", 1, action)).then_refused(reason, **details)

    def test_refuses_strangers_and_whoever_fell(self) -> None:
        given = match.given(m=began(**NEAR, cyd=Fighter(2, 1, 1, 0, fell=1)))
        given.when(act("eve", 1, Guard())).then_refused("not_in_match")
        given.when(act("cyd", 1, Guard())).then_refused("you_fell")

    def test_is_for_a_match_that_goes_on(self) -> None:
        match.given().when(act("ann", 1, Guard())).then_refused("unknown_match")
        match.given(m=[opened()]).when(act("ann", 1, Guard())).then_refused("not_begun")
        over = [*began(**NEAR), f.MatchEnded(NOON, {"ann": 1, "bob": 2}, 7)]
        match.given(m=over).when(act("ann", 1, Guard())).then_refused("match_over")

    def test_ends_the_match_with_the_last_blow(self) -> None:
        weak = {"ann": Fighter(0, 5, 5), "bob": Fighter(1, 6, 5, 1)}
        state = (
            match.given(m=began("at_once", **weak)).when(act("ann", 1, Strike("bob"))).state("m")
        )
        assert isinstance(state, Over)
        assert state.places == {"ann": 1, "bob": 2}

    def test_that_was_deferred_and_failed_is_told_to_its_sender(self) -> None:
        given = match.given(m=began(**NEAR))
        when = given.when(AbandonAct(NOON, "m1", "ann", "busy", "c1"))
        when.then(m=f.ActionFailed(NOON, "ann", "c1", "busy")).answers(refused="busy")


class TestLeave:
    def test_forfeits_and_ends_a_duel(self) -> None:
        when = match.given(m=began(**NEAR)).when(LeaveMatch(NOON, "m1", "ann"))
        forfeited = f.Forfeited(NOON, ("ann",), "left")
        when.then(m=[forfeited, f.MatchEnded(NOON, {"ann": 2, "bob": 1}, 7)])

    def test_resolves_a_turn_that_waited_for_the_one_who_left_alone(self) -> None:
        three = began(**NEAR, cyd=Fighter(2, 1, 1))
        waiting = [chosen("ann", 1, Guard()), chosen("bob", 1, Guard())]
        when = match.given(m=[*three, *waiting]).when(LeaveMatch(NOON, "m1", "cyd"))
        assert when.state("m").turn == 1


class TestTimeUp:
    def test_cancels_a_match_to_which_too_few_came(self) -> None:
        given = match.given(m=[opened(), joined("ann")])
        late = NOON + timedelta(minutes=10)
        given.when(TimeUp(late, "m1")).then(m=f.MatchCancelled(late))

    def test_begins_without_those_who_were_asked_and_did_not_come(self) -> None:
        given = match.given(m=[opened(teams=TEAMS), joined("ann"), joined("cyd")])
        state = given.when(TimeUp(NOON + timedelta(minutes=10), "m1")).state("m")
        assert isinstance(state, Fighting)
        assert state.standing == ["ann", "cyd"]

    def test_gives_the_match_to_the_one_who_came(self) -> None:
        given = match.given(m=[opened(teams=(("ann",), ("bob",))), joined("bob")])
        state = given.when(TimeUp(NOON + timedelta(minutes=10), "m1")).state("m")
        assert isinstance(state, Over)
        assert state.places == {"ann": 2, "bob": 1}

    def test_resolves_a_turn_in_which_the_late_wait(self) -> None:
        given = match.given(m=[*began(**NEAR), chosen("ann", 1, Strike("bob"))])
        state = given.when(TimeUp(DEADLINE, "m1")).state("m")
        assert (state.turn, state.seqs) == (1, {"ann": 1, "bob": 0})
        assert state.deadline == DEADLINE + 20 * SECOND

    def test_changes_nothing_before_its_time(self) -> None:
        match.given(m=began(**NEAR)).when(TimeUp(NOON, "m1")).then()

    def test_lets_whoever_gave_no_sign_forfeit(self) -> None:
        given = match.given(m=began("at_once", **NEAR, cyd=Fighter(2, 1, 1)))
        alive = [f.PlayerReturned(NOON + SECOND, who) for who in ("ann", "bob")]
        given = match.given(m=[*began("at_once", **NEAR, cyd=Fighter(2, 1, 1)), *alive])
        state = given.when(TimeUp(NOON + GRACE, "m1")).state("m")
        assert state.standing == ["ann", "bob"]

    def test_ends_a_match_that_is_long(self) -> None:
        fresh = [f.PlayerReturned(END - SECOND, who) for who in NEAR]
        state = (
            match.given(m=[*began("at_once", **NEAR), *fresh]).when(TimeUp(END, "m1")).state("m")
        )
        assert isinstance(state, Over)
        assert state.places == {"ann": 1, "bob": 1}


class TestOver:
    def test_has_players_in_an_order_that_the_log_keeps(self) -> None:
        """A stored fact has its fighters by name, whoever came first."""
        came = began(zed=Fighter(0, 1, 1), ann=Fighter(1, 2, 2))
        ended = f.MatchEnded(NOON, {"zed": 1, "ann": 2}, SEED)
        state: Match | None = None
        for fact in (*came, ended):
            state = evolve(state, fact)
        assert isinstance(state, Over)
        assert state.players == ("ann", "zed")
