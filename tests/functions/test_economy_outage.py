"""What is answered while PostgreSQL is away, and what a repeat finds when it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.adapters.postgres import pool
from tests.economy.server import Server, postgres_server
from tests.functions.economy_app import GOLD, EconomyApi, economy_application
from tests.functions.test_ws_economy import Socket

PAY = {"do": "pay", "to": "bob", "currency": GOLD, "amount": 10}


@pytest.fixture
def server() -> Iterator[Server]:
    """One of its own, to stop."""
    with postgres_server() as running:
        yield running


class TestOutage:
    def test_is_told_and_nothing_is_lost_or_doubled(self, server: Server) -> None:
        database_url = server.url("rumpus", server.new_database())
        with economy_application(database_url, pool.ANSWER_SECONDS) as parts:
            api = EconomyApi(parts)
            api.player("ann", gold=100)
            api.player("bob")
            socket = Socket(api, "ann")
            first = api.done("ann", PAY, "k1")
            server.child.stop(keep=True)

            answer = api.order("ann", PAY, "k2")  # a call without a limit waits for ever
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
            assert api.http.get("/v1/economy/wallet", headers=api.headers["ann"]).status_code == 503
            busy = socket.order(PAY, "k2")
            assert (busy["code"], busy["retry_after"]) == ("busy", 2.0)

            server.start()
            assert api.done("ann", PAY, "k1") == first
            api.done("ann", PAY, "k2")
            assert socket.order(PAY, "k2")["type"] == "done"
            assert api.gold("bob") == 20
            assert parts.faults == []
