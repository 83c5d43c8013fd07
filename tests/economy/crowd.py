"""Many clients at once, whose connections are cut, and who ask again under the same key."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from typing import Any, LiteralString

import psycopg
from psycopg.sql import SQL, Composed

from shared.application.economy.ports import EconomyUnavailable
from shared.economy.commands import EconomyCommand
from shared.kernel.errors import CommandRefused
from tests.economy.bank import Bank, new_name
from tests.economy.server import Server

CLIENTS = 32
PATIENCE_SECONDS = 60
CUTS = 300
KILL = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = %s AND usename = 'rumpus' AND random() < 0.3
"""

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = %s AND usename = 'rumpus' AND wait_event_type = 'Lock'
"""


@dataclass(frozen=True)
class Done:
    """What came of a command: its result, or the reason why not."""

    key: str
    command: EconomyCommand
    results: Any = None
    refusal: str = ""


def until_available[T](act: Callable[[], T]) -> T:
    """Act until there is an answer."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return act()
        except EconomyUnavailable:
            assert time.monotonic() < until, "no answer"


def insist(bank: Bank, command: EconomyCommand, key: str) -> Done:
    """Ask until there is an answer, be it a refusal."""
    try:
        return Done(key, command, results=until_available(partial(bank.do_all, command, key)))
    except CommandRefused as refusal:
        return Done(key, command, refusal=refusal.reason)


@contextmanager
def cutting_connections(server: Server, database: str) -> Iterator[None]:
    """Cut some of the connections every few milliseconds, and no more after CUTS of them.

    On a slow machine no transaction would ever be over between two cuts.
    """
    ended = Event()

    def cut() -> None:
        cuts = 0
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            while cuts < CUTS and not ended.wait(0.005):
                cuts += connection.execute(KILL, [database]).rowcount

    cutter = Thread(target=cut)
    cutter.start()
    try:
        yield
    finally:
        ended.set()
        cutter.join()


def at_once[T](works: Sequence[Callable[[], T]]) -> list[T]:
    """Run each in a thread of its own; an error of one is raised."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [each.result() for each in [pool.submit(work) for work in works]]


def collide[T](
    server: Server, database: str, rows: LiteralString | Composed, works: Sequence[Callable[[], T]]
) -> list[T]:
    """Lock rows until all works wait, then let them go at once: each has read what came before."""
    url = server.url("postgres", database)
    with psycopg.connect(url, autocommit=True) as watch, ThreadPoolExecutor(len(works)) as pool:
        with psycopg.connect(url) as gate:
            named = rows if isinstance(rows, Composed) else SQL(rows)
            gate.execute(SQL("SELECT FROM {} FOR UPDATE").format(named))
            waiting = [pool.submit(work) for work in works]
            until = time.monotonic() + 1.4  # the lock time-out is 1.5 s
            while watch.execute(WAITING, [database]).fetchone() != (len(works),):
                assert time.monotonic() < until, "they do not meet"
        return [each.result() for each in waiting]


def run_twice(bank: Bank, command: EconomyCommand, key: str = "") -> Done:
    """Carry a command out and ask again; a result must not change."""
    key = key or new_name()
    first = insist(bank, command, key)
    if not first.refusal:
        assert insist(bank, command, key) == first
    return first


def assert_one_effect(server: Server, database: str, done: Sequence[Done]) -> None:
    """What a result tells was booked was, under its key, and nothing else; nobody is below zero."""
    booked = sorted((each.key, number) for each in done for number in _transactions(each))
    with psycopg.connect(server.url("postgres", database)) as connection:
        rows = connection.execute(
            "SELECT key, id FROM wallet.transactions WHERE key = ANY(%s)",
            [[each.key for each in done]],
        ).fetchall()
        below_zero = connection.execute(
            "SELECT FROM wallet.accounts WHERE balance < 0 AND kind <> 'issuance'"
        ).fetchall()
    assert sorted(rows) == booked
    assert below_zero == []


def _transactions(done: Done) -> list[int]:
    return [each["transaction"] for each in done.results or () if "transaction" in each]
