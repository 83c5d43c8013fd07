"""A database for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.archive.house import House
from tests.economy.bank import Bank
from tests.economy.server import Server


@pytest.fixture(scope="module")
def database_url(server: Server) -> str:
    return server.url("rumpus", server.new_database())


@pytest.fixture(scope="module")
def house(database_url: str) -> Iterator[House]:
    with house_at(database_url, connections=8) as house:
        yield house


@pytest.fixture
def own_house(server: Server) -> Iterator[House]:
    """A database for each test: who is due is everybody's business."""
    with house_at(server.url("rumpus", server.new_database()), connections=4) as house:
        yield house


@contextmanager
def house_at(url: str, connections: int) -> Iterator[House]:
    with Bank(url, connections=connections) as bank:
        house = House(bank, url)
        yield house
        house.pool.close()
