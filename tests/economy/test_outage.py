"""What a request is told while PostgreSQL is away or stuck, and what is left when it is back."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from shared.application.economy.ports import EconomyUnavailable
from tests.economy.bank import Bank, audited, new_name, pay
from tests.economy.crowd import insist
from tests.economy.server import Server, postgres_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One of its own, to stop."""
    with postgres_server() as running:
        yield running


def told(bank: Bank, key: str, ann: str) -> None:
    """A call without a limit of its own would wait for ever."""
    with pytest.raises(EconomyUnavailable):
        bank.do(pay(ann, "$issuance/0", 10), key)


class TestOutage:
    def test_is_told_at_once_and_leaves_nothing_behind(
        self, server: Server, database: str, bank: Bank
    ) -> None:
        ann, key = bank.player(100), new_name()
        server.child.stop(keep=True)
        told(bank, key, ann)

        server.start()

        assert not insist(bank, pay(ann, "$issuance/0", 10), key).refusal
        assert bank.gold(ann) == 90
        assert audited(server.url("rumpus", database)) == []

    def test_of_a_lock_is_told_in_time(self, server: Server, database: str, bank: Bank) -> None:
        ann, key = bank.player(100), new_name()
        with psycopg.connect(server.url("postgres", database)) as other:
            other.execute("SELECT FROM wallet.accounts FOR UPDATE")
            told(bank, key, ann)

        assert not insist(bank, pay(ann, "$issuance/0", 10), key).refusal
        assert bank.gold(ann) == 90

    def test_of_free_connections_is_told_in_time(self, bank: Bank) -> None:
        ann, key = bank.player(100), new_name()
        taken = [bank.pool.connection() for _ in range(4)]
        for each in taken:
            each.__enter__()
        told(bank, key, ann)
        for each in taken:
            each.__exit__(None, None, None)

        assert not insist(bank, pay(ann, "$issuance/0", 10), key).refusal
