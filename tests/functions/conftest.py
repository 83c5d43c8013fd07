"""One PostgreSQL with one database for the tests of this folder that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.economy.server import postgres_server
from tests.functions.economy_app import EconomyApi, economy_application


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    with postgres_server() as running:
        yield running.url("rumpus", running.new_database())


@pytest.fixture
def economy(database_url: str) -> Iterator[EconomyApi]:
    with economy_application(database_url) as parts:
        yield EconomyApi(parts)
