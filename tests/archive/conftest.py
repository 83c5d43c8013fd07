"""One PostgreSQL for the run, a database for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.archive.house import House
from tests.economy.bank import Bank
from tests.economy.server import Server, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="module")
def database_url(server: Server) -> str:
    return server.url("rumpus", server.new_database())


@pytest.fixture(scope="module")
def house(database_url: str) -> Iterator[House]:
    with Bank(database_url, connections=8) as bank:
        house = House(bank, database_url)
        yield house
        house.pool.close()
