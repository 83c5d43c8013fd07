"""How boards lie in Valkey: what a game doesn't wish for costs no byte."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import batched
from typing import Any

import pytest

from shared.adapters.valkey.board_form import Form
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import Client
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.application.boards.board import PLAIN
from shared.application.boards.ports import Entry, Leaderboard, RankedEntry
from shared.kernel.game import Board, Column
from tests.ports.board_kinds import KINDS, new_board
from tests.ports.valkey_server import patient

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)
MS = b"001772366400000"


@pytest.fixture
def client(valkey_url: str) -> Client:
    return patient(valkey_url)


def boards(client: Client, board: Board = PLAIN) -> Leaderboard:
    return ValkeyLeaderboard(client, Breaker(time.monotonic), lambda _room: board)


def held(client: Client, board: str) -> tuple[Any, Mapping[bytes, bytes]]:
    """Return the entries and scores of a board, and its members."""
    order, members = (f"lb:{{{board}}}:{each}" for each in ("order", "members"))
    entries = client.execute_command("ZRANGE", order, 0, -1, "WITHSCORES")
    fields = batched(client.execute_command("HGETALL", members), 2, strict=True)
    return entries, {name: each for name, each in fields if name.startswith(b"m:")}


class TestForm:
    def test_of_a_board_with_no_wishes_is_a_time_and_a_name(self, client: Client) -> None:
        board = new_board("plain")
        boards(client).record(board, [Entry("ada", 3, T0, 7), Entry("bob", 0, T0, 2)])
        entries, members = held(client, board)
        assert entries == [MS + b"ada", b"-3", MS + b"bob", b"0"]
        assert members == {b"m:ada": MS + b"7", b"m:bob": MS + b"2"}

    def test_is_in_the_names_of_keys_but_for_that_of_no_wishes(self) -> None:
        orders = [Form(each.board).keys("b@s1")[0] for each in KINDS.values()]
        assert len(set(orders)) == len(KINDS)
        assert orders[0] == "lb:{b}:order@s1"

    def test_that_changed_is_built_anew(self, client: Client) -> None:
        board, last = new_board("changed"), boards(client)
        last.record(board, [Entry("ada", 3, T0, 1)])
        claim = last.claim_rebuild(board)
        assert claim is not None
        assert last.mark_complete(board, claim)
        changed = boards(client, Board(PLAIN.points, columns=(Column("time"),)))
        assert not changed.complete(board)
        assert changed.top(board) == []
        changed.record(board, [Entry("ada", 3, T0, 1, (60,))])
        assert changed.top(board) == [RankedEntry("ada", 3, 1, (60,))]
        assert last.top(board) == [RankedEntry("ada", 3, 1)]
