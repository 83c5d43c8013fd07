from __future__ import annotations

from datetime import timedelta

from shared.archive.cost import Seen, break_even_months, dollars, what_if

MILLION = 1_000_000


def test_an_archived_player_costs_a_tenth_of_one_who_is_here() -> None:
    hot, away = dollars("hot", MILLION, 0), dollars("archived", MILLION, MILLION * 1_750)
    assert hot > 10 * away > 0
    assert dollars("warm", MILLION, 0) == dollars("freezing", MILLION, 0) == hot
    assert dollars("quarantined", MILLION, 0) == dollars("deleted", MILLION, 0) < away


def test_the_way_into_the_archive_and_back_pays_after_one_to_three_years() -> None:
    assert 12 < break_even_months() < 36


def test_a_policy_moves_who_was_seen_longer_ago_than_it_says() -> None:
    seen = [Seen(0, 70), Seen(90, 20), Seen(91, 10)]
    found = what_if(seen, timedelta(days=90))
    assert (found.cold_after_days, found.here, found.archived) == (90, 100, 10)
    assert what_if(seen, timedelta(days=89)).archived == 30
    months = found.once / found.saved
    assert 2 * months == break_even_months()


def test_a_policy_moves_nobody_where_nobody_is() -> None:
    found = what_if([], timedelta(days=30))
    assert (found.here, found.archived, found.once, found.saved) == (0, 0, 0, 0)
