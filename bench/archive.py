"""The player archive on a real PostgreSQL of this machine: an hour's pass, freezes and logins.

S3 is modelled: a put takes 76 ms and a get or head 23 ms in the middle, 200 and 80 ms at the 99th
percentile (docs/rehearsal.md). The server does not wait for a disk, as in `bench.economy`. Sizes
are the constants below; a run takes some three minutes on two cores.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from math import exp, log
from random import Random
from statistics import quantiles
from threading import Thread

import psutil
import psycopg

from bench.rows import Row
from shared.adapters.memory.player_objects import InMemoryPlayerObjects
from shared.adapters.postgres.players import DUE as DUE_STATEMENT
from shared.application.archive.arrive import forget_mark, welcome
from shared.application.archive.look_at_due import Limits, Work, look_at_due
from shared.application.archive.ports import Kept
from shared.economy.commands import Grant
from shared.economy.money import issuance
from shared.economy.things import Thing
from tests.archive.house import House
from tests.economy.bank import NOON, Bank, pay
from tests.economy.server import postgres_server

NAME = "Player archive (PostgreSQL on this machine, S3 modelled)"
HEADERS, DUE = 1_000_000, 50_000
PLAYERS = 2_000
AT_ONCE = 64
LOGINS_AT_ONCE = 4
GET_MS, PUT_MS = (23, 80), (76, 200)
"""Median and 99th percentile of an S3 get and put, in milliseconds."""

NINETY_NINTH = 2.326  # standard deviations
LONG_AGO = timedelta(days=400)

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

    def put(self, player: str, body: bytes, replaces: str) -> Kept | None:
        self._wait(*PUT_MS)
        return super().put(player, body, replaces)

    def get(self, player: str) -> bytes | None:
        self._wait(*GET_MS)
        return super().get(player)

    def _wait(self, middle: float, late: float) -> None:
        spread = log(late / middle) / NINETY_NINTH
        time.sleep(middle / 1000 * exp(spread * self._chance.gauss(0, 1)))


def run() -> list[Row]:
    with postgres_server() as server:
        url = server.url("rumpus", server.new_database())
        with Bank(url, connections=8) as bank, _owner(url) as owner:
            house = House(bank, url)
            house.player_store, house.player_objects = house.store, DistantObjects()
            try:
                rows = _hour(house, owner)
                players = _crowd(house)
                return [*rows, *_round_trips(house, owner, players)]
            finally:
                house.pool.close()


@contextmanager
def _owner(url: str) -> Iterator[psycopg.Connection]:
    """Connect as the role that may read the server's statistics and empty tables."""
    with psycopg.connect(url.replace("rumpus@", "postgres@"), autocommit=True) as connection:
        yield connection


def _hour(house: House, owner: psycopg.Connection) -> list[Row]:
    owner.execute(FILL, {"now": NOON, "due": DUE, "all": HEADERS})
    owner.execute("VACUUM ANALYZE archive.players")
    plan = owner.execute(f"EXPLAIN {DUE_STATEMENT}", (NOON, 1000)).fetchall()
    scans_planned = sum("Seq Scan" in line for (line,) in plan)
    before = _reads(owner)
    took, tally = _timed(lambda: look_at_due(house, Limits(NOON + timedelta(hours=1)), Work()))
    house.pool.close()  # servers' processes tell their counts when they end
    scans, rows = (now - then for now, then in zip(_reads(owner), before, strict=True))
    owner.execute("TRUNCATE archive.players, archive.counts")
    return [
        (f"an hour's pass: {tally['warm']} due among {HEADERS}", took, "s"),
        ("scans in the plan of a page", scans_planned, ""),
        ("whole tables read meanwhile", scans, ""),
        ("rows of headers read for one that was due", rows / tally["warm"], ""),
    ]


def _reads(owner: psycopg.Connection) -> tuple[int, int]:
    owner.execute("SELECT pg_stat_force_next_flush()")
    time.sleep(1)
    statement = (
        "SELECT seq_scan, seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables"
        " WHERE relid = 'archive.players'::regclass"
    )
    row = owner.execute(statement).fetchone()
    assert row
    return row[0], row[1]


def _crowd(house: House) -> list[str]:
    with ThreadPoolExecutor(LOGINS_AT_ONCE) as pool:
        return list(pool.map(lambda n: _player(house, n), range(PLAYERS)))


def _player(house: House, number: int) -> str:
    """A player with money of each kind of issuance, as rewards are spread over 16 accounts."""
    player = f"player-{number}"
    welcome(house, player)
    for n in range(4):
        house.bank.do(pay(issuance(f"{player}/{n}"), player, 10))
    house.bank.do(Grant(player, (Thing("arrow", 5), Thing("sword", id=f"sword-{number}"))))
    return player


def _round_trips(house: House, owner: psycopg.Connection, players: Sequence[str]) -> list[Row]:
    _are_due(owner, house.time.now)
    owner.execute("VACUUM ANALYZE")
    log_before, work_before, changes = _log(owner), _processors(owner), _changes(owner)
    took, _ = _timed(lambda: _freeze_all(house))
    task, database = (now - then for now, then in zip(_processors(owner), work_before, strict=True))
    counts = house.counted["PlayersArchived"]
    assert counts == len(players), house.faults[:1]
    rows = [
        (f"freezes by one task, {AT_ONCE} objects at once", counts / took, "/s"),
        ("a freeze, processor of the task", task / counts * 1000, "ms"),
        ("a freeze, processor of the database", database / counts * 1000, "ms"),
        ("rows written or deleted a freeze", (_changes(owner) - changes) / counts, ""),
        ("log of the database a freeze", (_log(owner) - log_before) / counts / 1024, "KB"),
    ]
    before = _processors(owner)
    with ThreadPoolExecutor(LOGINS_AT_ONCE) as pool:
        logins = list(pool.map(lambda who: _login(house, who), players))
    task, database = (now - then for now, then in zip(_processors(owner), before, strict=True))
    rows += [
        *_percentiles("login of an archived player", logins),
        ("a thaw, processor of the task", task / counts * 1000, "ms"),
        ("a thaw, processor of the database", database / counts * 1000, "ms"),
    ]
    return [*rows, *_logins_amid_freezes(house, owner, players)]


def _logins_amid_freezes(
    house: House, owner: psycopg.Connection, players: Sequence[str]
) -> list[Row]:
    """A tenth of the players comes back while all others are frozen."""
    few = players[: len(players) // 10]
    _are_due(owner, house.time.now)
    _freeze_all(house)
    with ThreadPoolExecutor(LOGINS_AT_ONCE) as pool:
        list(pool.map(lambda who: _login(house, who), players[len(few) :]))
    _are_due(owner, house.time.now, few)
    freezing = Thread(target=_freeze_all, args=(house,))
    freezing.start()
    logins = [_login(house, who) for who in few]
    freezing.join()
    return _percentiles("the same while others are frozen", logins)


def _are_due(owner: psycopg.Connection, now: datetime, but: Sequence[str] = ()) -> None:
    owner.execute(
        "UPDATE archive.players SET tier = 'warm', seen = %s, due = %s WHERE player <> ALL (%s)",
        (now - LONG_AGO, now, list(but)),
    )


def _freeze_all(house: House) -> None:
    until = house.time.now + timedelta(hours=1)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        look_at_due(house, Limits(until), Work(pool.map))


def _login(house: House, player: str) -> float:
    forget_mark(house, player)
    took, _ = _timed(lambda: welcome(house, player))
    return took * 1000


def _log(owner: psycopg.Connection) -> int:
    row = owner.execute("SELECT (pg_current_wal_lsn() - '0/0')::bigint").fetchone()
    return int(row[0]) if row else 0


def _changes(owner: psycopg.Connection) -> int:
    """Rows inserted, updated and deleted so far."""
    owner.execute("SELECT pg_stat_force_next_flush()")
    time.sleep(1)
    statement = "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables"
    row = owner.execute(statement).fetchone()
    return int(row[0]) if row else 0


def _processors(owner: psycopg.Connection) -> tuple[float, float]:
    """Seconds of processor that this process and those of the server have used."""
    server = psutil.Process(owner.info.backend_pid).parent()
    assert server
    gone = server.cpu_times()
    used = gone.children_user + gone.children_system
    for each in server.children():
        with suppress(psutil.NoSuchProcess):
            used += each.cpu_times().user + each.cpu_times().system
    return time.process_time(), used


def _percentiles(name: str, found: Sequence[float]) -> list[Row]:
    cuts = quantiles(found, n=100)
    return [(f"{name}, p50", cuts[49], "ms"), (f"{name}, p99", cuts[98], "ms")]


def _timed[T](work: Callable[[], T]) -> tuple[float, T]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result
