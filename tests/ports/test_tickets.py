"""One suite for every store of tickets."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from shared.adapters.dynamodb.rows import Rows
from shared.adapters.dynamodb.tickets import DynamoDbTickets
from shared.adapters.memory.entry import InMemoryTickets
from shared.application.players.ports import Ticket, Tickets
from shared.kernel.players import Identity

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TICKET = Ticket("h1", Identity("p1", "änn", ("operator",)), NOON + timedelta(seconds=30))
THREADS = 10


@pytest.fixture
def tickets(rows: Rows | None) -> Tickets:
    return InMemoryTickets() if rows is None else DynamoDbTickets(rows)


class TestRedeem:
    def test_gives_back_what_was_issued(self, tickets: Tickets) -> None:
        tickets.issue(TICKET)
        assert tickets.redeem("h1") == TICKET

    def test_knows_no_ticket_that_was_not_issued(self, tickets: Tickets) -> None:
        tickets.issue(TICKET)
        assert tickets.redeem("h2") is None

    def test_lets_in_one_of_many_at_once(self, tickets: Tickets) -> None:
        tickets.issue(TICKET)
        with ThreadPoolExecutor(THREADS) as pool:
            let_in = list(pool.map(lambda _: tickets.redeem("h1"), range(THREADS)))
        assert let_in.count(TICKET) == 1
        assert let_in.count(None) == THREADS - 1
        assert tickets.redeem("h1") is None


class TestUse:
    def test_of_a_signed_ticket_is_granted_to_one_of_many_at_once(self, tickets: Tickets) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            granted = list(pool.map(lambda _: tickets.use("t1", TICKET.expires), range(THREADS)))
        assert granted.count(True) == 1
        assert not tickets.use("t1", TICKET.expires)
        assert tickets.use("t2", TICKET.expires)
