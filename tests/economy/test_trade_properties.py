"""Whatever a crowd grants, gives, sells and buys while it is cut off, nothing exists twice."""

from __future__ import annotations

from functools import partial

from hypothesis import Phase, given, settings

from tests.economy.bank import Bank, audited
from tests.economy.crowd import CLIENTS, assert_one_effect, at_once, cutting_connections
from tests.economy.market_fixture import Fair, Move, visits
from tests.economy.server import Server


class TestFair:
    @settings(max_examples=5, database=None, phases=[Phase.generate])
    @given(wanted=visits(CLIENTS, most=4))
    def test_conserves_things_and_money_and_leaves_books_in_order(
        self, server: Server, database: str, crowd_bank: Bank, wanted: list[list[Move]]
    ) -> None:
        fair = Fair.opened(crowd_bank)
        before = fair.fees()

        with cutting_connections(server, database):
            visited = at_once([partial(fair.visit, each) for each in wanted])

        done = [each for some in visited for each in some]
        assert audited(server.url("rumpus", database)) == []
        assert_one_effect(server, database, done)
        fair.assert_complete(done, fair.fees() - before)
        assert audited(server.url("rumpus", database)) == []
