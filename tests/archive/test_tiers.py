from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.archive import tiers
from shared.archive.tiers import EDGES, Header, IllegalMove, Policy, Tier, arrive, look, move

NOON = datetime(2026, 3, 28, 12, tzinfo=UTC)
POLICY = Policy(cold_after=timedelta(days=30))
NAIVE = NOON.replace(tzinfo=None)
SECOND = timedelta(seconds=1)
TIERS: tuple[Tier, ...] = (
    *("hot", "warm", "freezing", "archived", "restoring", "quarantined", "deleted"),
)


def header(tier: Tier, seen: datetime = NOON) -> Header:
    return Header("p1", tier, 1, seen, NOON)


class TestMoves:
    @pytest.mark.parametrize(("start", "end"), list(product(TIERS, TIERS)))
    def test_are_those_of_the_table_and_no_others(self, start: Tier, end: Tier) -> None:
        if start == end or (start, end) in EDGES:
            assert move(header(start), end, None).tier == end
        else:
            with pytest.raises(IllegalMove, match=f"{start} to {end}"):
                move(header(start), end, None)

    def test_lead_into_the_archive_by_freezing_alone_and_out_by_restoring(self) -> None:
        assert {start for start, end in EDGES if end == "archived"} == {"freezing"}
        assert {end for start, end in EDGES if start == "archived"} == {"restoring", "deleted"}

    def test_lead_nowhere_from_one_who_is_deleted(self) -> None:
        assert not [end for start, end in EDGES if start == "deleted"]


class TestIdle:
    @pytest.mark.parametrize(
        ("away", "tier"),
        [(-SECOND, "hot"), (timedelta(), "hot"), (SECOND, "warm")],
    )
    def test_is_longer_than_three_days(self, away: timedelta, tier: str) -> None:
        now = NOON + timedelta(days=3) + away
        assert look(header("hot"), now, POLICY).tier == tier

    @pytest.mark.parametrize(
        ("away", "tier"),
        [(-SECOND, "warm"), (timedelta(), "warm"), (SECOND, "freezing")],
    )
    def test_for_longer_than_the_policy_says_is_cold(self, away: timedelta, tier: str) -> None:
        now = NOON + timedelta(days=30) + away
        assert look(header("warm"), now, POLICY).tier == tier

    def test_takes_no_hour_from_summer_time(self) -> None:
        """In Berlin the clock is put forward in the night of 29 March 2026: three days are 72 h."""
        berlin = ZoneInfo("Europe/Berlin")
        seen = datetime(2026, 3, 27, 12, tzinfo=berlin)
        then = datetime(2026, 3, 30, 12, tzinfo=berlin)
        now = then.astimezone(UTC)
        assert look(header("hot", seen.astimezone(UTC)), now, POLICY).tier == "hot"
        later = now + timedelta(hours=1) + SECOND
        assert look(header("hot", seen.astimezone(UTC)), later, POLICY).tier == "warm"

    def test_is_nothing_where_the_clock_went_back(self) -> None:
        found = look(header("hot", NOON), NOON - timedelta(hours=5), POLICY)
        assert found.tier == "hot"
        assert found.due == datetime(2026, 3, 31, 13, tzinfo=UTC)
        assert arrive(header("hot", NOON), NOON - timedelta(hours=5), POLICY).seen == NOON

    def test_must_be_longer_than_marks_of_arrivals_last(self) -> None:
        with pytest.raises(ValueError, match="more than a day"):
            Policy(idle=timedelta(hours=20))
        with pytest.raises(ValueError, match="no less than idle"):
            Policy(cold_after=timedelta(days=2))


class TestDue:
    @given(
        st.datetimes(timezones=st.just(UTC), min_value=NAIVE, max_value=NAIVE.replace(year=2040))
    )
    def test_is_the_first_full_hour_after(self, at: datetime) -> None:
        due = tiers.hour_from(at)
        assert at < due <= at + timedelta(hours=1)
        assert (due.minute, due.second, due.microsecond) == (0, 0, 0)

    @given(
        st.sampled_from(TIERS),
        st.integers(-10, 400).map(lambda days: timedelta(days=days, seconds=days)),
    )
    def test_is_later_than_now_unless_the_tier_is_another(
        self, tier: Tier, away: timedelta
    ) -> None:
        """A pass that looks until nobody is due would never end otherwise."""
        now = NOON + away
        found = look(header(tier), now, POLICY)
        assert found.due is None or found.due > now or found.tier != tier

    def test_stays_as_it_is_when_a_hot_player_is_here(self) -> None:
        found = arrive(header("hot"), NOON + timedelta(days=2), POLICY)
        assert found.due == NOON
        assert found.seen == NOON + timedelta(days=2)

    @pytest.mark.parametrize("tier", ["warm", "freezing"])
    def test_begins_again_with_one_who_comes_back(self, tier: Tier) -> None:
        found = arrive(header(tier), NOON + timedelta(days=20), POLICY)
        assert found.tier == "hot"
        assert found.due == datetime(2026, 4, 20, 13, tzinfo=UTC)

    @pytest.mark.parametrize("tier", ["quarantined", "deleted"])
    def test_is_nothing_for_one_whom_only_an_operator_moves(self, tier: Tier) -> None:
        assert arrive(header(tier), NOON, POLICY) == header(tier)
        assert look(header(tier), NOON, POLICY).due is None
