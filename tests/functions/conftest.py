"""One database for the tests of this folder that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.economy.server import Server
from tests.functions.economy_app import EconomyApi, economy_application


@pytest.fixture(scope="session")
def database_url(server: Server) -> str:
    return server.url("rumpus", server.new_database())


@pytest.fixture
def economy(database_url: str) -> Iterator[EconomyApi]:
    with economy_application(database_url) as parts:
        yield EconomyApi(parts)
