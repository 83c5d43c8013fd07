"""One database for each module of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.economy.bank import Bank
from tests.economy.crowd import CLIENTS
from tests.economy.server import Server


@pytest.fixture(scope="module")
def database(server: Server) -> str:
    return server.new_database()


@pytest.fixture(scope="module")
def bank(server: Server, database: str) -> Iterator[Bank]:
    with Bank(server.url("rumpus", database), connections=4) as open_bank:
        yield open_bank


@pytest.fixture(scope="module")
def crowd_bank(server: Server, database: str) -> Iterator[Bank]:
    """A connection for each client of a crowd."""
    with Bank(server.url("rumpus", database), CLIENTS) as open_bank:
        yield open_bank
