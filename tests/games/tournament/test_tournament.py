"""A tournament from its announcement to its end, as operators, players and rooms bring it about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.games.match import MATCH
from shared.games.match.commands import JoinMatch
from shared.games.tournament import commands as c
from shared.games.tournament.plan import Plan, section_stream
from shared.games.tournament.state import Over
from shared.games.tournament.view import TournamentView, snapshot
from shared.kernel.errors import CommandRefused
from shared.kernel.viewer import SPECTATOR
from tests.games.tournament.venue import CUP, Venue

NAMES = ("ann", "bob", "cyd", "dan")
PLAN = Plan("A cup", game="match")


@pytest.fixture(params=[1, 2], ids=["once", "repeated"])
def venue(request: pytest.FixtureRequest) -> Venue:
    """Four in a knock-out, with every message and commit coming once, and twice."""
    venue = Venue(PLAN, repeats=request.param)
    venue.register(*NAMES)
    venue.start()
    return venue


def refused(venue: Venue, command: Any, by: str = "operator") -> str:
    with pytest.raises(CommandRefused) as refusal:
        venue.do(command, by)
    return refusal.value.reason


class TestARound:
    def test_its_rooms_are_open_and_its_players_are_told(self, venue: Venue) -> None:
        matches = venue.open_matches()
        assert [each.sides for _, _, each in matches] == [("ann", "dan"), ("bob", "cyd")]
        for _, _, match in matches:
            assert venue.fresh(f"match/{match.room}").plan.asked == match.sides
            for who in match.sides:
                (told,) = venue.notices(who)
                assert (told.kind, told.data["room"]) == ("tournament.round", match.room)
                join_by = venue.fresh(f"match/{match.room}").join_by
                assert told.data["come_by"] == join_by.isoformat()
                left = datetime.fromisoformat(told.data["until"]) - join_by
                assert left == timedelta(minutes=PLAN.round_minutes * 2 / 3)

    def test_the_results_of_rooms_bring_the_next_round(self, venue: Venue) -> None:
        for _, _, match in venue.open_matches():
            venue.fight(match, loser=match.sides[0])
        venue.settle()
        ((number, _, final),) = venue.open_matches()
        assert (number, final.sides) == (2, ("dan", "cyd"))
        venue.fight(final, loser="dan")
        venue.settle()
        assert venue.state.places == (("cyd",), ("dan",), ("ann", "bob"))
        assert [each.kind for each in venue.notices("cyd")][-1] == "tournament.ended"

    def test_nobody_who_does_not_come_goes_on(self, venue: Venue) -> None:
        venue.pass_minutes(9)
        assert not isinstance(venue.state, Over)
        venue.pass_minutes(2)  # after ten the rooms wait no more
        assert isinstance(venue.state, Over)
        assert venue.state.places == (("ann", "bob", "cyd", "dan"),)

    def test_who_comes_alone_wins(self, venue: Venue) -> None:
        for _, _, match in venue.open_matches():
            who = match.sides[1]
            venue.do(JoinMatch(venue.now, match.room, who), who, MATCH)
        venue.pass_minutes(11)
        ((_, _, final),) = venue.open_matches()
        assert final.sides == ("dan", "cyd")


class TestOperators:
    def test_rule_a_match_and_the_room_is_heard_no_more(self, venue: Venue) -> None:
        number, index, match = venue.open_matches()[0]
        venue.operate(c.Rule(venue.now, CUP, number, index, (2, 1)))
        venue.fight(match, loser="dan")
        venue.settle()
        section = venue.fresh(section_stream(CUP, 1, 0))
        assert (section.matches[index].places, section.matches[index].by) == ((2, 1), "operator")

    def test_overturn_what_is_over_and_later_rounds_count_no_more(self, venue: Venue) -> None:
        for _, _, match in venue.open_matches():
            venue.fight(match, loser=match.sides[1])
        venue.settle()
        ((_, _, wrong),) = venue.open_matches()
        assert wrong.sides == ("ann", "bob")
        venue.operate(c.Overturn(venue.now, CUP, 1, 1, (2, 1)))
        venue.settle()
        ((number, _, right),) = venue.open_matches()
        assert (number, right.sides) == (3, ("ann", "cyd"))
        venue.fight(wrong, loser="ann")
        venue.settle()
        assert venue.open_matches() == [(3, 0, right)]
        venue.fight(right, loser="cyd")
        venue.settle()
        assert venue.state.places == (("ann",), ("cyd",), ("bob", "dan"))

    def test_stop_it_now(self, venue: Venue) -> None:
        venue.operate(c.Stop(venue.now, CUP, "no more"))
        venue.settle()
        assert (venue.state.places, venue.state.reason) == ((), "no more")
        assert refused(venue, c.Stop(venue.now, CUP)) == "tournament_over"

    @pytest.mark.parametrize(
        ("command", "reason"),
        [
            (lambda now: c.Rule(now, CUP, 1, 2, (1, 2)), "unknown_match"),
            (lambda now: c.Rule(now, CUP, 2, 0, (1, 2)), "unknown_match"),
            (lambda now: c.Rule(now, CUP, 1, 0, (1,)), "bad_places"),
            (lambda now: c.Rule(now, CUP, 1, 0, (3, 1)), "bad_places"),
            (lambda now: c.Overturn(now, CUP, 1, 0, (2, 1)), "round_not_over"),
            (lambda now: c.Disqualify(now, CUP, "eve"), "not_registered"),
            (lambda now: c.Start(now, CUP), "registration_closed"),
            (lambda now: c.Create(now, CUP, PLAN, now), "already_created"),
            (lambda now: c.Create(now, "x" * 41, PLAN, now), "id_too_long"),
            (lambda now: c.Stop(now, "none"), "unknown_tournament"),
        ],
    )
    def test_are_refused_what_makes_no_sense(self, venue: Venue, command: Any, reason: str) -> None:
        before = venue.state
        assert refused(venue, command(venue.now)) == reason
        assert venue.state == before


class TestPlayers:
    def test_who_withdraws_forfeits(self, venue: Venue) -> None:
        venue.do(c.Withdraw(venue.now, CUP, "ann"), "ann")
        venue.operate(c.Rule(venue.now, CUP, 1, 1, (1, 2)))
        venue.settle()
        ((number, _, final),) = venue.open_matches()
        assert (number, final.sides) == (2, ("dan", "bob"))
        assert refused(venue, c.Withdraw(venue.now, CUP, "ann"), "ann") == "not_registered"

    def test_who_withdraws_after_a_win_leaves_a_walkover(self) -> None:
        venue = Venue(Plan("A cup", game="match", dispute_minutes=5))
        venue.register(*NAMES)
        venue.start()
        for _, _, match in venue.open_matches():
            venue.fight(match, loser=match.sides[1])
        venue.settle()
        venue.do(c.Withdraw(venue.now, CUP, "ann"), "ann")
        for _ in range(2):  # of the round, and of the walkover
            venue.pass_minutes(6)
        assert venue.state.places == (("bob",), ("ann",), ("cyd", "dan"))

    def test_a_dispute_waits_for_an_operator(self) -> None:
        venue = Venue(Plan("A cup", game="match", dispute_minutes=5))
        venue.register("ann", "bob")
        venue.start()
        ((_, _, match),) = venue.open_matches()
        assert refused(venue, c.Dispute(venue.now, CUP, "bob", 1, 0), "bob") == "nothing_to_dispute"
        venue.fight(match, loser="bob")
        venue.settle()
        assert refused(venue, c.Dispute(venue.now, CUP, "eve", 1, 0), "eve") == "not_your_match"
        venue.do(c.Dispute(venue.now, CUP, "bob", 1, 0), "bob")
        venue.pass_minutes(120)
        assert not isinstance(venue.state, Over), "time alone decides no dispute"
        venue.operate(c.Rule(venue.now, CUP, 1, 0, (2, 1)))
        venue.pass_minutes(6)
        assert venue.state.places == (("bob",), ("ann",))
        assert refused(venue, c.Dispute(venue.now, CUP, "bob", 1, 0), "bob") == "round_over"


class TestResults:
    @pytest.mark.parametrize(
        ("match", "teams"),
        [("match/other", (("ann",), ("dan",))), ("match/cup-1-0", (("ann",), ("bob",)))],
    )
    def test_of_other_matches_are_refused(self, venue: Venue, match: str, teams: Any) -> None:
        before = venue.fresh(section_stream(CUP, 1, 0))
        taken = c.TakeResult(venue.now, CUP, 1, 0, match, 9, teams, (1, 2))
        assert refused(venue, taken, "results") == "not_of_tournament"
        assert venue.fresh(section_stream(CUP, 1, 0)) == before


class TestRegistration:
    def test_is_limited(self) -> None:
        venue = Venue(Plan("A cup", most=2))
        venue.register("ann", "bob")
        assert refused(venue, c.Register(venue.now, CUP, "cyd"), "cyd") == "full"
        assert refused(venue, c.Register(venue.now, CUP, "ann"), "ann") == "already_registered"
        venue.do(c.Withdraw(venue.now, CUP, "ann"), "ann")
        venue.register("cyd")
        venue.start()
        assert venue.state.entrants == ("bob", "cyd")

    def test_needs_a_check_in_where_the_plan_does(self) -> None:
        venue = Venue(Plan("A cup", check_in_minutes=10))
        venue.register("ann", "bob", "cyd")
        venue.settle()
        assert refused(venue, c.CheckIn(venue.now, CUP, "ann"), "ann") == "check_in_closed"
        venue.pass_minutes(50)
        assert [each.kind for each in venue.notices("bob")] == ["tournament.check_in"]
        for who in ("ann", "cyd"):
            venue.do(c.CheckIn(venue.now, CUP, who), who)
        venue.register("dan")
        venue.pass_minutes(10)
        assert venue.state.entrants == ("ann", "cyd", "dan")

    def test_of_too_few_ends_it(self) -> None:
        venue = Venue(PLAN)
        venue.register("ann")
        venue.start()
        assert venue.state.reason == "too_few"


class TestAStanding:
    def test_has_points_after_each_round_that_counts_and_at_the_end(self) -> None:
        venue = Venue(Plan("A cup", "round_robin"))
        venue.register("ann", "bob", "cyd")
        venue.start()
        told = [standing(venue)]
        for places in ((1, 1), (2, 1), (1, 2)):
            ((number, index, _),) = venue.open_matches()
            venue.operate(c.Rule(venue.now, CUP, number, index, places))
            venue.settle()
            told.append(standing(venue))
        assert told == [
            [],
            [(("bob", "cyd"), 0.5), (("ann",), 0)],
            [(("cyd",), 1.5), (("bob",), 0.5), (("ann",), 0)],
            [(("cyd",), 1.5), (("ann",), 1), (("bob",), 0.5)],
        ]

    def test_of_a_knock_out_is_that_of_its_end(self, venue: Venue) -> None:
        for _, _, match in venue.open_matches():
            venue.fight(match, loser=match.sides[0])
        venue.settle()
        assert venue.state.places == ()


def standing(venue: Venue) -> list[tuple[tuple[str, ...], float]]:
    """What anybody sees of who stands where."""
    view = snapshot(venue.state, SPECTATOR, venue.now)
    assert isinstance(view, TournamentView)
    return list(zip(view.places, view.points, strict=True))
