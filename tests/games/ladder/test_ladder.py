"""Contests change ratings: each once, in whatever order, and a season draws all to the mean."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.games.ladder import LADDER
from shared.games.ladder.commands import Enter, RateContest
from shared.games.ladder.rules import before, rating, season, standing_stream
from shared.games.ladder.state import KNOWN
from shared.kernel.contest import MAY_BE_RATED
from shared.kernel.errors import CommandRefused
from shared.kernel.rating import Rating, new_season, rated, rested

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ROOM = season("match", "2v2", NOON)
NAMES = ("ann", "bob", "cyd", "dee")
TEAMS = (("ann", "bob"), ("cyd", "dee"))


class Run:
    """A ladder as it goes on."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}

    def do(self, command: Any) -> None:
        wanted = LADDER.scope(command)
        states = {each: self.states.get(each) for each in (*wanted.writes, *wanted.reads)}
        for stream, facts in LADDER.decide(command, states).items():
            for fact in facts:
                self.states[stream] = LADDER.evolve(self.states.get(stream), fact)

    def rate(
        self,
        who: str,
        contest: str,
        places: tuple[int, ...],
        now: datetime = NOON,
        found: dict[str, Rating] | None = None,
    ) -> None:
        room = season("match", "2v2", now)
        self.do(RateContest(now, room, who, contest, TEAMS, places, found))

    def of(self, who: str, now: datetime = NOON) -> Rating:
        room = season("match", "2v2", now)
        last = before(room)
        assert last is not None
        here, past = (self.states.get(standing_stream(each, who)) for each in (room, last))
        return rating(here, past, now)


class TestRateContest:
    @settings(max_examples=50)
    @given(st.lists(st.sampled_from(NAMES), min_size=4, max_size=12))
    def test_comes_to_the_same_in_whatever_order_and_however_often(self, order: list[str]) -> None:
        run = Run()
        for who in (*order, *NAMES):
            run.rate(who, "match/m1", (1, 2))
        expected = rated([[Rating()] * 2] * 2, (1, 2))
        assert [[run.of(who) for who in team] for team in TEAMS] == expected

    def test_goes_on_from_the_contest_before(self) -> None:
        run = Run()
        for contest in ("match/m1", "match/m2"):
            for who in NAMES:
                run.rate(who, contest, (1, 2))
        once = rated([[Rating()] * 2] * 2, (1, 2))
        assert [[run.of(who) for who in team] for team in TEAMS] == rated(once, (1, 2))
        standing = run.states[standing_stream(ROOM, "ann")]
        assert (standing.played, standing.won) == (2, 2)


class TestOldContest:
    @pytest.fixture
    def run(self) -> Run:
        """All but dee are rated for the first contest, and then for more than are known by name."""
        run = Run()
        for who in NAMES[:3]:
            run.rate(who, "match/m0", (1, 2))
        for number in range(1, KNOWN + 1):
            for who in NAMES[:3]:
                run.rate(who, f"match/m{number}", (2, 1), NOON + timedelta(minutes=number))
        return run

    def test_is_refused_until_the_log_was_read(self, run: Run) -> None:
        for who in NAMES:
            with pytest.raises(CommandRefused, match=MAY_BE_RATED):
                run.rate(who, "match/m0", (1, 2))

    def test_is_rated_once_by_what_the_log_says_that_it_found(self, run: Run) -> None:
        once = [run.of(who) for who in NAMES[:3]]
        for who in NAMES:
            run.rate(who, "match/m0", (1, 2), found=dict.fromkeys(NAMES[:3], Rating()))
        assert [run.of(who) for who in NAMES[:3]] == once
        assert run.of("dee") == rated([[Rating()] * 2] * 2, (1, 2))[1][1]

    def test_that_is_new_to_all_is_rated_all_the_same(self, run: Run) -> None:
        run.rate("ann", "match/late", (1, 2), found={})
        assert run.states[standing_stream(ROOM, "ann")].played == KNOWN + 2


class TestSeason:
    def test_is_a_quarter_and_knows_the_one_before(self) -> None:
        assert ROOM == "match-2v2-2026q4"
        assert before(ROOM) == "match-2v2-2026q3"
        assert before("match-2v2-2026q1") == "match-2v2-2025q4"

    def test_is_no_other_games(self) -> None:
        assert season("arena", "2v2", NOON) != ROOM

    @given(st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True))
    def test_before_any_room_is_a_room_or_none(self, room: str) -> None:
        last = before(room)
        assert last is None or (len(last) <= 64 and re.fullmatch(r"[A-Za-z0-9_-]+", last))
        streams = LADDER.scope(Enter(NOON, room, "ann")).reads
        assert streams == (() if last is None else (standing_stream(last, "ann"),))

    def test_begins_halfway_to_the_mean(self) -> None:
        run, later = Run(), NOON + timedelta(days=90)
        for who in NAMES:
            run.rate(who, "match/m1", (1, 2))
        left = run.of("ann")
        expected = new_season(rested(left, timedelta(days=90)))
        assert run.of("ann", later) == expected
        run.do(Enter(later, season("match", "2v2", later), "ann"))
        assert run.of("ann", later) == expected
        assert left.mu > expected.mu > 25


class TestRest:
    def test_makes_a_rating_less_certain(self) -> None:
        run = Run()
        for who in NAMES:
            run.rate(who, "match/m1", (1, 2))
        assert run.of("ann", NOON + timedelta(weeks=3)).sigma > run.of("ann").sigma
