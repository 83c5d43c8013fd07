"""How many connections a process may open: as many as its deploy says, so that all together fit."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from shared.adapters.postgres.connection import NoConnection
from shared.runtime.bootstrap import Application
from shared.runtime.settings import read_settings
from tests.economy.server import Server


@pytest.mark.parametrize("allowed", [1, 3])
def test_a_server_opens_no_more_than_it_is_told(
    server: Server, database: str, allowed: int
) -> None:
    settings = read_settings(
        {
            "RUMPUS_STAGE": "test",
            "RUMPUS_DATABASE_URL": server.url("rumpus", database),
            "RUMPUS_DATABASE_CONNECTIONS": str(allowed),
        }
    )
    app = Application(settings)
    with ExitStack() as lent:
        for _ in range(allowed):
            lent.enter_context(app._database.connection())
        with pytest.raises(NoConnection, match="all connections are in use"):
            lent.enter_context(app._database.connection())
    app.close_database()
