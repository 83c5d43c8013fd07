from __future__ import annotations

from collections import Counter
from datetime import timedelta

import psycopg
import pytest

from shared.application.archive.arrive import forget_mark, welcome
from shared.application.archive.delete import delete
from shared.application.archive.freeze import freeze_now
from shared.application.archive.look_at_due import Limits, Work, look_at_due
from shared.application.archive.thaw import PlayerAway
from shared.application.archive.tiers_report import report, sections_of
from shared.application.ports import Unavailable
from shared.archive.snapshot import canonical, digest
from shared.kernel.errors import CommandRefused
from tests.archive.house import House
from tests.economy.bank import NOON, audited, pay, refused


@pytest.fixture
def house(own_house: House) -> House:
    return own_house


def look(house: House, most: int = 0, **more: float) -> Counter[str]:
    until = house.time.now + timedelta(minutes=50)
    return look_at_due(house, Limits(until, most, **more), Work())


def days_later(house: House, days: float) -> None:
    house.time.now += timedelta(days=days)


class TestHour:
    def test_takes_who_was_away_for_long_through_all_tiers(self, house: House) -> None:
        player = house.player()
        days_later(house, 3.1)
        assert look(house) == {"warm": 1}
        days_later(house, 20)
        assert look(house) == {}
        days_later(house, 10)
        assert look(house) == {"freezing": 1, "archived": 1}
        assert house.header(player).tier == "archived"
        days_later(house, 400)
        assert look(house) == {}

    def test_leaves_who_was_here_meanwhile(self, house: House) -> None:
        player = house.player()
        days_later(house, 2)
        forget_mark(house, player)
        welcome(house, player)
        days_later(house, 1.1)
        assert look(house) == {"again": 1}
        assert house.header(player).tier == "hot"
        assert house.header(player).due == NOON + timedelta(days=5, hours=1)

    def test_tries_again_a_day_later_what_is_in_the_way(self, house: House) -> None:
        player = house.player()
        days_later(house, 31)
        until = house.time.now + timedelta(minutes=50)
        tally = look_at_due(house, Limits(until), Work(is_playing=lambda _: True))
        assert tally == {"warm": 1, "freezing": 1, "playing": 1}
        assert house.header(player).reason == "playing"
        assert look(house) == {}
        days_later(house, 1.1)
        assert look(house) == {"freezing": 1, "archived": 1}

    def test_ends_with_as_many_as_were_asked_for(self, house: House) -> None:
        for _ in range(5):
            house.player()
        days_later(house, 31)
        assert look(house, most=2)["archived"] == 2
        assert look(house, dollars=0.000010)["archived"] == 2
        assert look(house)["archived"] == 1
        assert audited(house.url) == []

    def test_ends_when_it_is_late(self, house: House) -> None:
        house.player()
        days_later(house, 31)
        assert look_at_due(house, Limits(house.time.now), Work()) == {}

    def test_has_a_pace(self, house: House) -> None:
        house.player()
        days_later(house, 31)
        told: list[tuple[int, float]] = []
        until = house.time.now + timedelta(minutes=50)
        work = Work(pace=lambda done, rate: told.append((done, rate)))
        look_at_due(house, Limits(until, rate=40), work)
        assert told == [(1, 40)]

    def test_is_told_of_an_outage(self, house: House) -> None:
        player = house.player()
        days_later(house, 31)
        house.away = {"put"}
        with pytest.raises(Unavailable):
            look(house)
        house.away = set()
        assert house.header(player).tier == "freezing"
        days_later(house, 0.1)
        assert look(house)["archived"] == 1

    def test_reads_who_is_due_and_nobody_else(self, house: House) -> None:
        with psycopg.connect(house.url.replace("rumpus@", "postgres@")) as connection:
            connection.execute(
                "INSERT INTO archive.players (player, seen, due)"
                " SELECT 'p' || n, %s, %s + n * interval '1 minute'"
                " FROM generate_series(1, 20000) AS n",
                (NOON, NOON),
            )
            connection.execute("ANALYZE archive.players")
            plan = connection.execute(
                "EXPLAIN SELECT player FROM archive.players WHERE due <= %s"
                " ORDER BY due, player LIMIT 1000",
                (NOON + timedelta(hours=2),),
            ).fetchall()
        text = "\n".join(line for (line,) in plan)
        assert "players_due" in text
        assert "Seq Scan" not in text
        assert "Sort" not in text


class TestReport:
    def test_counts_players_and_bytes_by_tier(self, house: House) -> None:
        players = [house.player() for _ in range(3)]
        freeze_now(house, players[0])
        found = {each.tier: each for each in report(house).tiers}
        stored = house.header(players[0]).object
        assert stored
        assert (found["hot"].players, found["archived"].players) == (2, 1)
        assert (found["hot"].bytes, found["archived"].bytes) == (0, stored.bytes)

    def test_says_whom_a_policy_would_move_and_moves_nobody(self, house: House) -> None:
        for days in (100, 61, 59, 1):
            house.as_owner(
                "UPDATE archive.players SET seen = now() - make_interval(days => %s)"
                " WHERE player = %s",
                days,
                house.player(),
            )
        before = report(house)
        found = report(house, timedelta(days=60)).what_if
        assert found
        assert (found.here, found.archived) == (4, 2)
        assert report(house) == before
        assert before.what_if is None

    def test_refuses_a_policy_that_no_stage_could_have(self, house: House) -> None:
        with pytest.raises(CommandRefused, match="bad_policy"):
            report(house, timedelta(days=2))

    def test_equals_a_count_of_all_headers_whatever_happened(self, house: House) -> None:
        for _ in range(4):
            house.player()
        days_later(house, 4)
        look(house)
        days_later(house, 31)
        look(house, most=2)
        with psycopg.connect(house.url) as connection:
            counted = connection.execute(
                "SELECT tier, count(*) FROM archive.players GROUP BY tier"
            ).fetchall()
        assert {each.tier: each.players for each in report(house).tiers} == dict(counted)


class TestDelete:
    @pytest.mark.parametrize("away", [False, True])
    def test_leaves_nothing_but_the_proof(self, house: House, away: bool) -> None:
        player = house.player()
        if away:
            freeze_now(house, player)
        text = canonical(player, sections_of(house, house.header(player)))
        proof = delete(house, player, "ann")
        assert (proof.result, proof.sha256) == ("deleted", digest(text))
        assert house.objects.get(player) is None
        assert audited(house.url) == []
        with psycopg.connect(house.url) as connection:
            kept = connection.execute("SELECT player, sha256, by FROM archive.deletions").fetchall()
            told = connection.execute(
                "SELECT body -> 0 ->> 'sha256' FROM economy.outbox WHERE kind = 'deleted'"
            ).fetchall()
        assert kept == [(player, proof.sha256, "ann")]
        assert told == [(proof.sha256,)]
        assert player.encode() not in canonical("x", house.reading(player).sections)

    def test_may_be_repeated(self, house: House) -> None:
        player = house.player()
        delete(house, player, "ann")
        assert delete(house, player, "bob").result == "deleted"

    def test_removes_the_object_of_one_who_died_before(self, house: House) -> None:
        player = house.player()
        freeze_now(house, player)
        house.away = {"remove"}
        with pytest.raises(Unavailable):
            delete(house, player, "ann")
        house.away = set()
        delete(house, player, "ann")
        assert house.objects.get(player) is None

    def test_is_for_good(self, house: House) -> None:
        player, other = house.player(), house.bank.player(5)
        delete(house, player, "ann")
        forget_mark(house, player)
        with pytest.raises(PlayerAway, match="deleted"):
            welcome(house, player)
        refused(house.bank, pay(other, player, 1), "player_deleted")
        assert freeze_now(house, player) == "deleted"

    def test_of_nobody_is_refused(self, house: House) -> None:
        with pytest.raises(CommandRefused, match="unknown_player"):
            delete(house, "nobody", "ann")
