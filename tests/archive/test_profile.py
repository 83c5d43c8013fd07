from __future__ import annotations

import psycopg
import pytest

from shared.adapters.postgres.profiles import PostgresProfiles
from shared.application.archive.freeze import freeze_now
from shared.application.archive.thaw import restore
from shared.application.economy.note_games import Played
from shared.kernel.errors import CommandRefused
from tests.archive.house import House
from tests.economy.bank import NOON


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
