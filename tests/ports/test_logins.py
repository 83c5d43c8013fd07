"""One suite for every store of logins."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from shared.adapters.dynamodb.logins import DynamoDbLogins
from shared.adapters.dynamodb.rows import Rows
from shared.adapters.memory.entry import InMemoryLogins
from shared.application.players.ports import Logins
from tests.ports.entry_stores import new_entry_table, rows_at
from tests.ports.lossy import lossy

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
THREADS = 10


@pytest.fixture
def logins(rows: Rows | None) -> Logins:
    return InMemoryLogins() if rows is None else DynamoDbLogins(rows, lambda: NOON)


class TestTakeOver:
    def test_returns_the_one_before(self, logins: Logins) -> None:
        assert logins.take_over("p1", "c1") is None
        assert logins.take_over("p1", "c2") == "c1"
        assert logins.take_over("p2", "c3") is None
        assert logins.current("p1") == "c2"

    def test_hands_each_out_once_however_many_race(self, logins: Logins) -> None:
        connections = [f"c{n}" for n in range(THREADS)]
        with ThreadPoolExecutor(THREADS) as pool:
            previous = list(pool.map(lambda each: logins.take_over("p1", each), connections))
        live = logins.current("p1")
        assert sorted(map(str, [*previous, live])) == sorted(["None", *connections])

    @pytest.mark.parametrize("before", ["c1", None])
    def test_returns_the_one_before_though_the_answer_is_lost(
        self, ministack_url: str, kind: str, before: str | None
    ) -> None:
        table = new_entry_table(ministack_url)
        if before is not None:
            with rows_at(ministack_url, table, kind) as rows:
                DynamoDbLogins(rows, lambda: NOON).take_over("p1", before)
        with (
            lossy(ministack_url, "PutItem") as address,
            rows_at(address, table, kind) as rows,
        ):
            logins = DynamoDbLogins(rows, lambda: NOON)
            assert logins.take_over("p1", "c2") == before
            assert logins.current("p1") == "c2"

    def test_by_the_same_connection_finds_no_other(self, logins: Logins) -> None:
        logins.take_over("p1", "c1")
        assert logins.take_over("p1", "c1") is None
        assert logins.current("p1") == "c1"


class TestLeave:
    def test_forgets_the_live_one(self, logins: Logins) -> None:
        logins.take_over("p1", "c1")
        logins.leave("p1", "c1")
        assert logins.current("p1") is None
        assert logins.take_over("p1", "c2") is None

    def test_changes_nothing_for_one_that_was_superseded(self, logins: Logins) -> None:
        logins.take_over("p1", "c1")
        logins.take_over("p1", "c2")
        logins.leave("p1", "c1")
        assert logins.current("p1") == "c2"

    def test_of_nobody_is_no_error(self, logins: Logins) -> None:
        logins.leave("p1", "c1")
        assert logins.current("p1") is None


class TestSuperseded:
    def test_names_those_that_a_newer_one_replaced(self, logins: Logins) -> None:
        for player, connection in [("p1", "c1"), ("p1", "c2"), ("p2", "c3"), ("p3", "c4")]:
            logins.take_over(player, connection)
        logins.leave("p3", "c4")
        held = {"c1": "p1", "c2": "p1", "c3": "p2", "c4": "p3", "c5": "p4"}
        assert logins.superseded(held) == ["c1"]

    def test_looks_up_more_than_a_request_takes(self, logins: Logins) -> None:
        for number in range(130):
            logins.take_over(f"p{number}", f"new-{number}")
        held = {f"old-{number}": f"p{number}" for number in range(130)}
        assert sorted(logins.superseded(held)) == sorted(held)

    def test_of_none_are_none(self, logins: Logins) -> None:
        assert logins.superseded({}) == []
