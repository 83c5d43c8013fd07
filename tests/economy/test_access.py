"""How a process comes to PostgreSQL, and what it does when PostgreSQL sends it away."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import closing

import psutil
import psycopg
import pytest

from shared.adapters.postgres.audit import PostgresLedger
from shared.adapters.postgres.connection import NoConnection
from shared.adapters.postgres.pool import IDLE_SECONDS, Pool
from shared.adapters.postgres.wallet import PostgresWallets
from shared.application.economy.ports import EconomyUnavailable
from tests.economy.bank import Bank, new_name, pay
from tests.economy.server import Server, postgres_server

DEADLINE_SECONDS = 60.0
ASKS_FOR_A_PASSWORD = "host all rumpus 127.0.0.1/32 scram-sha-256\n"


class Rotated:
    """A password as a process knows it, and as it is by now; counts the look-ups."""

    def __init__(self, known: str, now: str) -> None:
        self.known = known
        self.now = now
        self.looked_up = 0

    def __call__(self, *, refused: str = "") -> str:
        if refused == self.known:
            self.looked_up += 1
            self.known = self.now
        return self.known


@pytest.fixture
def one(server: Server, database: str) -> Iterator[Bank]:
    """A bank with one connection, as a function has it."""
    with Bank(server.url("rumpus", database), connections=1) as bank:
        yield bank


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """A server of its own, where the login needs the password `new`."""
    with postgres_server() as server:
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute("CREATE ROLE rumpus LOGIN PASSWORD 'new'")
        server.child.stop(keep=True)
        rules = server.child.home / "data" / "pg_hba.conf"
        rules.write_text(ASKS_FOR_A_PASSWORD + rules.read_text())
        server.start()
        yield server.url("rumpus", "postgres")


def log_in(url: str, password: Rotated) -> None:
    with closing(Pool(url, 1, password)) as pool, pool.connection() as connection:
        connection.execute("SELECT 1")


class TestPassword:
    def test_is_looked_up_again_once_when_it_was_rotated(self, guarded: str) -> None:
        rotated = Rotated("old", "new")
        log_in(guarded, rotated)
        assert rotated.looked_up == 1

    def test_that_is_right_is_not_looked_up_again(self, guarded: str) -> None:
        right = Rotated("new", "another")
        log_in(guarded, right)
        assert right.looked_up == 0

    def test_that_stays_wrong_is_an_outage(self, guarded: str) -> None:
        for wrong in (Rotated("old", "old"), Rotated("old", "older")):
            with pytest.raises(NoConnection):
                log_in(guarded, wrong)
            assert wrong.looked_up == 1

    def test_is_not_looked_up_while_nobody_answers(self) -> None:
        unused = Rotated("old", "new")
        with closing(socket.socket()) as taken:
            taken.bind(("127.0.0.1", 0))  # and does not listen
            with pytest.raises(NoConnection):
                log_in(f"postgresql://rumpus@127.0.0.1:{taken.getsockname()[1]}/x", unused)
        assert unused.looked_up == 0


def backend(bank: Bank) -> psutil.Process:
    """The server's process behind the bank's one connection."""
    with bank.pool.connection() as connection:
        return psutil.Process(connection.info.backend_pid)


class TestServer:
    """A call without a limit of its own would wait for ever."""

    def test_that_takes_the_connection_and_says_nothing_is_an_outage(self) -> None:
        """So does Aurora for fifteen seconds while it comes back from having scaled to nothing."""
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"postgresql://rumpus@127.0.0.1:{silent.getsockname()[1]}/x"
            with closing(Pool(url, 1)) as pool, pytest.raises(EconomyUnavailable):
                PostgresWallets(pool).balances("ann")

    def test_that_gets_stuck_in_a_statement_is_an_outage(self, one: Bank) -> None:
        ann, key = one.player(100), new_name()
        stuck = backend(one)
        stuck.suspend()
        try:
            with pytest.raises(EconomyUnavailable):
                one.do(pay(ann, "$issuance/0", 10), key)
            one.do(pay(ann, "$issuance/0", 10), key)  # on a connection of its own
        finally:
            stuck.resume()
        assert one.gold(ann) == 90

    def test_that_only_reads_since_a_failover_is_left_for_another(
        self, one: Bank, server: Server, database: str
    ) -> None:
        ann = one.player(100)
        former = backend(one)
        with psycopg.connect(server.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {database} SET default_transaction_read_only = on")
            former.terminate()
            with pytest.raises(EconomyUnavailable):
                one.do(pay(ann, "$issuance/0", 10))
            connection.execute(f"ALTER DATABASE {database} RESET default_transaction_read_only")
        one.do(pay(ann, "$issuance/0", 10))
        assert one.gold(ann) == 90

    def test_that_ended_an_idle_session_is_asked_on_another(self, one: Bank) -> None:
        ann = one.player(100)
        with one.pool.connection() as connection:
            [(limit,)] = connection.execute("SHOW idle_session_timeout").fetchall()
            connection.execute("SET idle_session_timeout = '1ms'")
            watch = connection.fileno()
        poll = select.poll()
        poll.register(watch, select.POLLIN)
        assert poll.poll(DEADLINE_SECONDS * 1000)
        assert limit == "1min"
        assert IDLE_SECONDS < 60
        assert one.gold(ann) == 100

    def test_that_has_all_the_sessions_it_may_have_is_an_outage(
        self, server: Server, database: str
    ) -> None:
        role = f"lone_{new_name()}"
        with psycopg.connect(server.url("postgres", database)) as connection:
            connection.execute(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 1")
        url = server.url(role, database)
        with psycopg.connect(url), closing(Pool(url, 1)) as pool, pytest.raises(EconomyUnavailable):
            PostgresWallets(pool).balances("ann")

    def test_has_a_hundred_sessions_for_all_processes_together(self, one: Bank) -> None:
        with one.pool.connection() as connection:
            found = connection.execute(
                "SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user"
            )
            assert found.fetchall() == [(100,)]

    def test_that_is_away_is_an_outage_of_the_audit_too(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        with (
            closing(Pool(f"postgresql://rumpus@127.0.0.1:{port}/x", 1)) as pool,
            pytest.raises(EconomyUnavailable),
        ):
            PostgresLedger(pool).findings()
