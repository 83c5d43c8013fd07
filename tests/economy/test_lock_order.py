"""Requests that name the same rows in another order wait for each other, and never in a circle.

Each of two locks what it names first and comes to a gate; were there no order, each would want what
the other has when the gate opens.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from random import Random
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import Connection
from psycopg.sql import SQL

from shared.economy.commands import (
    Batch,
    Buy,
    Capture,
    Give,
    Hold,
    Offer,
    Release,
    Reverse,
    Transfer,
)
from shared.economy.money import Payment
from shared.economy.things import Thing
from tests.economy.bank import NOON, Bank, new_name, pay, sent
from tests.economy.crowd import CLIENTS, at_once, collide, insist
from tests.economy.server import Server

DEADLINE_SECONDS = 60.0
ARROW = (Thing("arrow"),)
LATER = NOON + timedelta(hours=1)
ACCOUNTS = SQL("wallet.accounts WHERE owner IN ({}, {})")
OWNER = SQL("inventory.owners WHERE owner = {}")

type Asking = Transfer | Hold | Capture | Release | Reverse | Give


def holding(bank: Bank, owner: str) -> int:
    return int(bank.do(Hold(owner, "gold", 5))["hold"])


def hold(_: Bank, owner: str) -> Asking:
    return Hold(owner, "gold", 1)


def capture(bank: Bank, owner: str) -> Asking:
    return Capture(holding(bank, owner), 1, bank.player())


def be_paid_by_capture(bank: Bank, owner: str) -> Asking:
    return Capture(holding(bank, bank.player(10)), 1, owner)


def release(bank: Bank, owner: str) -> Asking:
    return Release(holding(bank, owner))


def reverse(bank: Bank, owner: str) -> Asking:
    return Reverse(bank.do(pay(owner, bank.player(), 1))["transaction"])


def purchase(bank: Bank, buyer: str) -> int:
    seller = bank.armed(arrows=1)
    bank.do(pay("$issuance/0", buyer, 100))
    listing = bank.do(Offer(seller, ARROW[0], "gold", 100, LATER))["listing"]
    return int(bank.do(Buy(listing, buyer, 100))["transaction"])


def deadlocks(server: Server, database: str) -> int:
    """So many as sessions have told that have ended: one tells at its end at the latest."""
    with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
        until = time.monotonic() + DEADLINE_SECONDS
        statement = "SELECT FROM pg_stat_activity WHERE datname = %s"
        while connection.execute(statement, [database]).fetchall():
            assert time.monotonic() < until, "its sessions do not end"
        counted = connection.execute(
            "SELECT deadlocks::int FROM pg_stat_database WHERE datname = %s", [database]
        )
        [(count,)] = counted.fetchall()
        return int(count)


@contextmanager
def without_deadlocks(server: Server, database: str) -> Iterator[Bank]:
    before = deadlocks(server, database)
    with Bank(server.url("rumpus", database), CLIENTS) as bank:
        yield bank
    assert deadlocks(server, database) == before


def until_waiting(watch: Connection[Any], statement: LiteralString, value: object) -> None:
    """Return when a session waits as the statement, of one value, says."""
    until = time.monotonic() + DEADLINE_SECONDS
    while watch.execute(statement, [value]).fetchone() != (True,):
        assert time.monotonic() < until, "they do not meet"


class TestFirstPayments:
    """Ann, Bob and Zed are paid by one, Ann and Bob by another; none of them has an account yet."""

    BEHIND = "SELECT count(*) = 1 FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"
    BOTH = """
        SELECT count(*) = 2 FROM pg_stat_activity
        WHERE datname = %s AND cardinality(pg_blocking_pids(pid)) > 0
    """

    def test_lock_nothing_while_they_wait_for_an_account_that_another_opens(
        self, server: Server, database: str
    ) -> None:
        url = server.url("postgres", database)
        ann, bob, zed = (letter + new_name() for letter in "abz")
        with (
            without_deadlocks(server, database) as bank,
            psycopg.connect(url, autocommit=True) as watch,
            ThreadPoolExecutor(2) as pool,
        ):
            for source in ("$issuance/1", "$issuance/2"):
                bank.do(pay(source, bank.player(), 1))
            with psycopg.connect(url) as opens_zed, psycopg.connect(url) as opens_bob:
                open_account(opens_zed, zed)
                open_account(opens_bob, bob)
                three = pool.submit(first_payments, bank, "$issuance/1", [ann, bob, zed])
                until_waiting(watch, self.BEHIND, opens_bob.info.backend_pid)
                opens_bob.commit()
                until_waiting(watch, self.BEHIND, opens_zed.info.backend_pid)
                two = pool.submit(first_payments, bank, "$issuance/2", [ann, bob])
                until_waiting(watch, self.BOTH, database)
                opens_zed.commit()
                assert (three.result(), two.result()) == (1, 1)
            assert [bank.gold(each) for each in (ann, bob, zed)] == [2, 2, 1]


def open_account(connection: Connection[Any], owner: str) -> None:
    """As a first payment does, which has not been committed yet."""
    statement = "INSERT INTO wallet.accounts (owner, currency, kind) VALUES (%s, 'gold', 'player')"
    connection.execute(statement, [owner])


def first_payments(bank: Bank, source: str, owners: Sequence[str]) -> int:
    """Pay each a coin at once; return how often the statement was sent."""
    bank.do(Transfer(tuple(Payment(source, owner, "gold", 1) for owner in owners)))
    return int(sent.count)


class TestBatches:
    @pytest.mark.parametrize("last", [hold, capture, be_paid_by_capture, release, reverse])
    def test_lock_every_account_before_the_first_command(
        self, server: Server, database: str, last: Callable[[Bank, str], Asking]
    ) -> None:
        with without_deadlocks(server, database) as bank:
            ann, bob = bank.player(100), bank.player(100)
            of_ann, of_bob = last(bank, ann), last(bank, bob)
            tills = bank.player(1), bank.player(1)
            batches = (
                Batch((pay(ann, tills[0], 1), of_bob)),
                Batch((pay(bob, tills[1], 1), of_ann)),
            )
            works = [partial(insist, bank, each, new_name()) for each in batches]

            done = collide(server, database, ACCOUNTS.format(*tills), works)

            assert [each.refusal for each in done] == ["", ""]

    def test_lock_who_gives_a_purchase_back_with_the_others(
        self, server: Server, database: str
    ) -> None:
        with without_deadlocks(server, database) as bank:
            ann, bob, cid = sorted(bank.armed(arrows=5) for _ in range(3))
            of_ann, of_bob = purchase(bank, ann), purchase(bank, bob)
            batches = (
                Batch((Give(ann, cid, ARROW), Reverse(of_bob))),
                Batch((Give(bob, cid, ARROW), Reverse(of_ann))),
            )
            works = [partial(insist, bank, each, new_name()) for each in batches]

            done = collide(server, database, OWNER.format(cid), works)

            assert [each.refusal for each in done] == ["", ""]
            assert (bank.gold(ann), bank.gold(bob)) == (100, 100)

    def test_of_all_kinds_in_a_crowd_wait_in_no_circle(self, server: Server, database: str) -> None:
        with without_deadlocks(server, database) as bank:
            names = [bank.armed(arrows=900) for _ in range(4)]
            for name in names:
                bank.do(pay("$issuance/0", name, 10_000))

            random = Random(1)  # noqa: S311 - a load, not a secret
            batches = [any_batch(bank, names, random) for _ in range(80)]

            def ask(some: list[Batch]) -> list[str]:
                return [insist(bank, each, new_name()).refusal for each in some]

            refusals = at_once([partial(ask, batches[number::8]) for number in range(8)])

            assert not any(each for some in refusals for each in some)


def any_batch(bank: Bank, names: list[str], random: Random) -> Batch:
    """Two commands on players in any order."""
    kinds: list[Callable[[Bank, str], Asking]] = [
        hold,
        capture,
        be_paid_by_capture,
        release,
        reverse,
        lambda _, owner: pay(owner, new_name(), 1),
        lambda _, owner: Give(owner, new_name(), ARROW),
    ]
    owners = random.sample(names, 2)
    return Batch(tuple(random.choice(kinds)(bank, owner) for owner in owners))


class TestExpiry:
    def test_locks_sellers_by_name(self, server: Server, database: str) -> None:
        with without_deadlocks(server, database) as bank:
            ann, bob, cid = sorted(bank.armed(arrows=5) for _ in range(3))
            for minutes, seller in enumerate((cid, bob, ann)):
                until = NOON + timedelta(minutes=1 + minutes)
                bank.do(Offer(seller, ARROW[0], "gold", 5, until))
            gifts = Batch((Give(ann, bob, ARROW), Give(bob, cid, ARROW)))

            counted = collide(
                server,
                database,
                OWNER.format(bob),
                [
                    lambda: len(bank.do_all(gifts)),
                    lambda: bank.market.expire(LATER),
                ],
            )

            assert counted == [2, 3]
            assert [bank.things(each)["arrow"] for each in (ann, bob, cid)] == [4, 5, 6]
