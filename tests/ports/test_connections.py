"""One suite for every store of connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from shared.adapters.dynamodb.connections import DynamoDbConnections
from shared.adapters.dynamodb.rows import Rows
from shared.adapters.memory.entry import InMemoryConnections
from shared.application.players.ports import Connection, Connections
from shared.kernel.players import Identity

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OPEN = Connection("c=1/+", Identity("p1", "änn"), NOON)
THREADS = 10


@pytest.fixture
def connections(rows: Rows | None) -> Connections:
    return InMemoryConnections() if rows is None else DynamoDbConnections(rows)


class TestOpen:
    def test_gives_back_who_is_there(self, connections: Connections) -> None:
        connections.open(OPEN)
        assert connections.get("c=1/+") == OPEN
        assert connections.get("c2") is None


class TestClose:
    def test_returns_who_was_there(self, connections: Connections) -> None:
        connections.open(OPEN)
        assert connections.close("c=1/+") == OPEN
        assert connections.get("c=1/+") is None

    def test_of_one_that_was_never_open_is_none(self, connections: Connections) -> None:
        assert connections.close("c1") is None

    def test_returns_who_was_there_as_often_as_it_is_asked(self, connections: Connections) -> None:
        connections.open(OPEN)
        with ThreadPoolExecutor(THREADS) as pool:
            closed = list(pool.map(lambda _: connections.close("c=1/+"), range(THREADS)))
        assert closed == [OPEN] * THREADS
        assert connections.get("c=1/+") is None
