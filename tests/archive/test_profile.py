from __future__ import annotations

import psycopg
import pytest

from shared.adapters.postgres.profiles import PostgresProfiles
from shared.application.archive.delete import delete
from shared.application.archive.freeze import freeze_now
from shared.application.archive.thaw import restore
from shared.application.economy.note_games import Played, Rated
from shared.kernel.errors import CommandRefused
from tests.archive.house import House
from tests.economy.bank import NOON, audited


def stats(house: House, player: str) -> list[tuple[str, int, int]]:
    with psycopg.connect(house.url) as connection:
        found = "SELECT game, rooms, rewards FROM profile.stats WHERE player = %s"
        return connection.execute(found, [player]).fetchall()


class TestHistory:
    def test_counts_a_room_once_however_often_it_is_told(self, house: House) -> None:
        player, profiles = house.player(), PostgresProfiles(house.pool)
        one = Played(player, "codebattle", "codebattle/b1", NOON, 10)
        two = Played(player, "codebattle", "codebattle/b2", NOON, 5)
        profiles.note([one, one])
        profiles.note([one, two])
        assert stats(house, player) == [("codebattle", 2, 15)]

    def test_goes_into_the_archive_and_comes_back(self, house: House) -> None:
        player, profiles = house.player(), PostgresProfiles(house.pool)
        profiles.note([Played(player, "match", "match/m1", NOON, 3)])
        before = house.text(player)
        assert b"match/m1" in before
        freeze_now(house, player)
        assert stats(house, player) == []
        with pytest.raises(CommandRefused, match="player_archived"):
            profiles.note([Played(player, "match", "match/m2", NOON, 3)])
        restore(house, player)
        assert house.text(player) == before


def rated(player: str, position: int, mu: float) -> Rated:
    return Rated(player, "ladder/match-2v2-2026q1", position, mu, 25 / 3, 12, 7, NOON)


def ratings(house: House, player: str) -> list[tuple[str, int, float]]:
    with psycopg.connect(house.url) as connection:
        found = "SELECT season, position, mu FROM profile.ratings WHERE player = %s"
        return connection.execute(found, [player]).fetchall()


class TestRatings:
    def test_are_those_of_the_latest_commit_in_whatever_order_they_are_told(
        self, house: House
    ) -> None:
        player, profiles = house.player(), PostgresProfiles(house.pool)
        for position in (2, 3, 3, 1):
            profiles.note_rating(rated(player, position, 20.1 + position))
        assert ratings(house, player) == [("ladder/match-2v2-2026q1", 3, 23.1)]

    @pytest.mark.parametrize("mu", [25.0, 1 / 3, 1e-7, -3.25, 1e17, 8.333333333333334])
    def test_go_into_the_archive_and_come_back_to_the_last_digit(
        self, house: House, mu: float
    ) -> None:
        player, profiles = house.player(), PostgresProfiles(house.pool)
        profiles.note_rating(rated(player, 1, mu))
        before = house.text(player)
        assert b"2026q1" in before
        assert freeze_now(house, player) == "archived"
        assert ratings(house, player) == []
        with pytest.raises(CommandRefused, match="player_archived"):
            profiles.note_rating(rated(player, 2, 30))
        restore(house, player)
        assert house.text(player) == before
        assert ratings(house, player) == [("ladder/match-2v2-2026q1", 1, mu)]
        assert audited(house.url) == []

    def test_of_one_who_is_deleted_are_gone(self, house: House) -> None:
        player = house.player()
        PostgresProfiles(house.pool).note_rating(rated(player, 1, 20))
        assert delete(house, player, "ann").result == "deleted"
        assert ratings(house, player) == []
