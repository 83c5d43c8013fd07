"""What a death or an outage does to money on its way, and what it does not do to a battle."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psutil
import psycopg
import pytest

from localstack.database import url_of
from localstack.stage import Stage
from tests.e2e.driver import DEADLINE, QUESTIONS, Player, Site, eventually, unique
from tests.e2e.homes import DEDICATED, ON_FUNCTIONS, SERVERLESS
from tests.e2e.processes import signal, workers
from tests.e2e.purse import Mint, Purse, in_order, pay_by_socket, told

pytestmark = [pytest.mark.stage, ON_FUNCTIONS]

REFUSED_AT_LEAST = 3
"""In an outage that doesn't end before: who is refused does not wait for its end."""

PAYERS = 3
RICH = 1000
TRIES = 5
COMMIT_SECONDS = 5.0

WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"
KEPT = "SELECT count(*) FROM wallet.keys WHERE key = %s"


@pytest.fixture(scope="module")
def mint(site: Site) -> Mint:
    mint = Mint(site)
    mint.open()
    return mint


@contextmanager
def locked_accounts(stage: Stage) -> Iterator[None]:
    """Let no money move for a moment."""
    with psycopg.connect(url_of(stage.postgres_url, "postgres")) as connection:
        connection.execute("SELECT FROM wallet.accounts FOR UPDATE")
        yield


def count(stage: Stage, statement: LiteralString, *arguments: str) -> int:
    with psycopg.connect(stage.database_url) as connection:
        [(found,)] = connection.execute(statement, arguments).fetchall()
        return int(found)


def dies_after_commit(stage: Stage, purse: Purse, bob: Player, key: str) -> bool:
    """Pay 30, and kill the function that does between its commit and its answer.

    On a busy machine its wait for the lock may be over before it is held: then nothing was paid.
    """
    with ThreadPoolExecutor(1) as pool:
        with locked_accounts(stage):
            paying = pool.submit(purse.pay, bob, 30, key)
            eventually(lambda: count(stage, WAITS) >= 1 or paying.done(), bool)
            doomed = workers(stage, "economy")
            signal(doomed, psutil.Process.suspend)  # so that none of them hears of the commit
        paid = becomes(lambda: count(stage, KEPT, key) == 1)
        signal(doomed, psutil.Process.kill if paid else psutil.Process.resume)
        assert paying.result().status_code >= 500
    return paid


def becomes(so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + COMMIT_SECONDS
    while not (seen := so()) and time.monotonic() < deadline:
        threading.Event().wait(0.05)
    return seen


class TestDeath:
    def test_of_a_function_after_its_commit_leaves_the_result_to_the_retry(
        self, site: Site, stage: Stage, mint: Mint
    ) -> None:
        ann, bob, key = site.sign_up(), site.sign_up(), unique("k")
        mint.give(ann, gold=100)
        purse = Purse(ann)
        assert any(dies_after_commit(stage, purse, bob, key) for _ in range(TRIES))

        retry = purse.pay(bob, 30, key)

        assert retry.status_code == 200, retry.text
        assert purse.pay(bob, 30, key).json() == retry.json()
        assert (purse.gold(), Purse(bob).gold()) == (70, 30)
        assert in_order(stage)


@dataclass
class Payer:
    """Pays one gold after the other, and insists on each under its key until it is paid."""

    purse: Purse
    to: Player
    over: threading.Event
    paid: int = 0
    refused: int = 0

    def run(self) -> None:
        while not self.over.is_set():
            key = unique("k")
            while not self._pays(key):
                continue
            self.paid += 1
            self.over.wait(0.5)

    def _pays(self, key: str) -> bool:
        answer = self.purse.pay(self.to, 1, key)
        if answer.status_code == 200:
            return True
        assert told(answer) == (503, "busy"), answer.text
        self.refused += 1
        threading.Event().wait(int(answer.headers["Retry-After"]))
        return False


class TestOutage:
    def test_of_postgresql_is_told_at_once_while_the_battle_goes_on(
        self, site: Site, stage: Stage, mint: Mint
    ) -> None:
        bob, over = site.sign_up(), threading.Event()
        payers = [Payer(Purse(site.sign_up()), bob, over) for _ in range(PAYERS)]
        for each in payers:
            mint.give(each.purse.player, gold=RICH)
        with ThreadPoolExecutor(PAYERS) as pool:
            paying = [pool.submit(each.run) for each in payers]

            def paid() -> list[int]:
                for run in paying:
                    if run.done():  # by what it met
                        run.result()
                return [each.paid for each in payers]

            try:
                eventually(paid, all)
                stage.stop_postgres()
                try:
                    battle_goes_on(site, payers)
                finally:
                    stage.start_postgres()
                before = [each.paid for each in payers]
                eventually(
                    paid,
                    lambda seen: all(
                        now > then + 1 for now, then in zip(seen, before, strict=True)
                    ),
                )
            finally:
                over.set()
            for run in paying:
                run.result()

        assert [each.purse.gold() for each in payers] == [RICH - each.paid for each in payers]
        assert Purse(bob).gold() == sum(each.paid for each in payers)
        assert in_order(stage)


def battle_goes_on(site: Site, payers: list[Payer]) -> None:
    """Play on both homes, and until each payer was refused some times: join, answer all, attack."""
    deadline = time.monotonic() + DEADLINE
    while any(each.refused < REFUSED_AT_LEAST for each in payers):
        assert time.monotonic() < deadline, [each.refused for each in payers]
        battle, ann, cid = site.schedule(), site.sign_up(), site.sign_up()
        with ann.connect(SERVERLESS) as one, cid.connect(DEDICATED) as two:
            assert [each.ask("codebattle.join", room=battle)["type"] for each in (one, two)] == [
                "done"
            ] * 2
            for question in QUESTIONS:
                given = {"question": question["id"], "answer": question["answers"][0]}
                for socket in (one, two):
                    assert socket.ask("codebattle.answer", room=battle, **given)["correct"] is True
            assert one.ask("codebattle.attack", room=battle, target=cid.name)["type"] == "done"
            for socket, to in ((one, cid), (two, ann)):
                refused = pay_by_socket(socket, to, 1, unique("k"))
                assert (refused["type"], refused["code"]) == ("error", "busy")
