"""The player archive on a real PostgreSQL of this machine: an hour's pass, freezes and logins.

S3 is modelled: a put takes 76 ms and a get or head 23 ms in the middle, 200 and 80 ms at the 99th
percentile (docs/rehearsal.md). The server does not wait for a disk, as in `bench.economy`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from math import exp, log
from random import Random
from statistics import quantiles

import psycopg

from bench.rows import Row
from shared.adapters.memory.player_objects import InMemoryPlayerObjects
from shared.application.archive.arrive import forget_mark, welcome
from shared.application.archive.freeze import freeze_now
from shared.application.archive.look_at_due import Limits, Work, look_at_due
from shared.economy.commands import Grant
from shared.economy.money import issuance
from shared.economy.things import Thing
from tests.archive.house import House
from tests.economy.bank import NOON, Bank, pay
from tests.economy.server import postgres_server

NAME = "Player archive (PostgreSQL on this machine, S3 modelled)"
HEADERS, DUE = 1_000_000, 50_000
PLAYERS = 1_500
AT_ONCE = 64
GET_MS, PUT_MS = (23, 80), (76, 200)
"""Median and 99th percentile."""

NINETY_NINTH = 2.326  # standard deviations

FILL = """
    INSERT INTO archive.players (player, seen, due)
    SELECT 'h' || n, %(now)s - interval '4 days',
        %(now)s + (CASE WHEN n <= %(due)s THEN -1 ELSE 1 + n %% 720 END) * interval '1 hour'
    FROM generate_series(1, %(all)s) AS n
"""


class DistantObjects(InMemoryPlayerObjects):
    """Takes as long for each call as S3 does."""

    def __init__(self) -> None:
        super().__init__()
        self._chance = Random(7)  # noqa: S311 - no secret

    def put(self, player: str, body: bytes, replaces: str) -> str | None:
        self._wait(*PUT_MS)
        return super().put(player, body, replaces)

    def head(self, player: str) -> tuple[str, str] | None:
        self._wait(*GET_MS)
        return super().head(player)

    def get(self, player: str) -> bytes | None:
        self._wait(*GET_MS)
        return super().get(player)

    def _wait(self, middle: float, late: float) -> None:
        spread = log(late / middle) / NINETY_NINTH
        time.sleep(middle / 1000 * exp(spread * self._chance.gauss(0, 1)))


def run() -> list[Row]:
    with postgres_server() as server:
        url = server.url("rumpus", server.new_database())
        with Bank(url, connections=8) as bank:
            house = House(bank, url)
            objects = DistantObjects()
            house.player_store, house.player_objects = house.store, objects
            try:
                return [*_hour(house), *_round_trips(house)]
            finally:
                house.pool.close()


def _hour(house: House) -> list[Row]:
    with psycopg.connect(house.url.replace("rumpus@", "postgres@"), autocommit=True) as owner:
        owner.execute(FILL, {"now": NOON, "due": DUE, "all": HEADERS})
        owner.execute("VACUUM ANALYZE archive.players")
        before = _reads(owner)
        took, tally = _timed(lambda: look_at_due(house, Limits(NOON + timedelta(hours=1)), Work()))
        scans, rows = (now - then for now, then in zip(_reads(owner), before, strict=True))
        owner.execute("TRUNCATE archive.players, archive.counts")
    return [
        (f"an hour's pass: {tally['warm']} due among {HEADERS}", took, "s"),
        ("whole tables read meanwhile", scans, ""),
        ("rows of headers read for one that was due", rows / tally["warm"], ""),
    ]


def _reads(owner: psycopg.Connection[tuple[int, int]]) -> tuple[int, int]:
    owner.execute("SELECT pg_stat_force_next_flush()")
    time.sleep(1)  # servers' processes tell their counts when they are idle
    statement = (
        "SELECT seq_scan, seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables"
        " WHERE relid = 'archive.players'::regclass"
    )
    row = owner.execute(statement).fetchone()
    assert row
    return row


def _round_trips(house: House) -> list[Row]:
    players = [_player(house, n) for n in range(PLAYERS)]
    with psycopg.connect(house.url.replace("rumpus@", "postgres@"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
        wal = "SELECT pg_current_wal_lsn() - '0/0'"
        [start] = owner.execute(wal).fetchone() or (0,)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            took, _ = _timed(lambda: list(pool.map(lambda who: freeze_now(house, who), players)))
        [end] = owner.execute(wal).fetchone() or (0,)
    with ThreadPoolExecutor(4) as pool:
        logins = list(pool.map(lambda who: _login(house, who), players))
    return [
        (f"freezes by one task, {AT_ONCE} side by side", PLAYERS / took, "/s"),
        ("log of the database a freeze", (end - start) / PLAYERS / 1024, "KB"),
        *_percentiles("login of an archived player", logins),
    ]


def _player(house: House, number: int) -> str:
    """A player with money of each kind of issuance, as rewards are spread over 16 accounts."""
    player = f"player-{number}"
    welcome(house, player)
    for n in range(4):
        house.bank.do(pay(issuance(f"{player}/{n}"), player, 10))
    house.bank.do(Grant(player, (Thing("arrow", 5), Thing("sword", id=f"sword-{number}"))))
    return player


def _login(house: House, player: str) -> float:
    forget_mark(house, player)
    took, _ = _timed(lambda: welcome(house, player))
    return took * 1000


def _percentiles(name: str, found: Sequence[float]) -> list[Row]:
    cuts = quantiles(found, n=100)
    return [(f"{name}, p50", cuts[49], "ms"), (f"{name}, p99", cuts[98], "ms")]


def _timed[T](work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result
