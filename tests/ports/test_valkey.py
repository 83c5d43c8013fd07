"""What only the real store can show: outages, the breaker, expiry, eviction, lost scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import NoReturn
from uuid import uuid4

import pytest

from localstack.ports import free_port
from shared.adapters.valkey import cluster
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.client import connect
from shared.adapters.valkey.cluster import Cluster
from shared.adapters.valkey.coordination import ValkeyCoordination
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.application.boards.ports import Entry, Leaderboard, Neighbours, RankedEntry, Top
from shared.application.ports import CacheUnavailable, Coordination
from tests.ports.conftest import Store, valkey_store
from tests.ports.valkey_server import PATIENT, flush, keys_without_expiry, patient, valkey_server

T0 = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def fail() -> NoReturn:
    raise ConnectionResetError("gone")


def every_call(boards: Leaderboard, marks: Coordination) -> list[Callable[[], object]]:
    return [
        lambda: boards.record("b", [Entry("ada", 1, T0, 1)]),
        lambda: boards.score("b", "ada", "incr", 1, T0),
        lambda: boards.top("b"),
        lambda: boards.rank("b", "ada"),
        lambda: boards.read("b", Neighbours("ada")),
        lambda: boards.size("b"),
        lambda: boards.complete("b"),
        lambda: boards.claim_rebuild("b"),
        lambda: boards.finalise("b", "s"),
        lambda: marks.claim("k", 10_000),
        lambda: marks.release("k", "t"),
        lambda: marks.get("k"),
        lambda: marks.put("k", b"v", 10_000),
        lambda: marks.begin_turn("s", 1, 10_000),
        lambda: marks.end_turn("s", "t", {"c": 1}, 10_000),
        lambda: marks.mark_present("c", {"ada": T0}, T0),
        lambda: marks.mark_absent("c", "bob"),
        lambda: marks.present("c", T0),
    ]


class TestBreaker:
    def test_opens_after_failures_in_a_row(self) -> None:
        breaker = Breaker(Clock(), failures=3)
        for _ in range(2):
            with pytest.raises(CacheUnavailable):
                breaker.call(fail)
        assert breaker.call(lambda: 1) == 1
        for _ in range(3):
            assert not breaker.is_open
            with pytest.raises(CacheUnavailable):
                breaker.call(fail)
        assert breaker.is_open
        with pytest.raises(CacheUnavailable, match="open"):
            breaker.call(lambda: 1)

    def test_lets_one_try_at_a_time_and_closes_when_it_succeeds(self) -> None:
        clock = Clock()
        breaker = Breaker(clock, failures=1, seconds=3)
        with pytest.raises(CacheUnavailable):
            breaker.call(fail)
        clock.now += 3
        with pytest.raises(CacheUnavailable, match="gone"):
            breaker.call(fail)
        clock.now += 3

        def probe() -> int:
            with pytest.raises(CacheUnavailable, match="open"):
                breaker.call(lambda: 1)
            return 2

        assert breaker.call(probe) == 2
        assert breaker.call(lambda: 1) == 1

    def test_lets_faults_of_the_program_pass(self) -> None:
        breaker = Breaker(Clock(), failures=1)
        with pytest.raises(ZeroDivisionError):
            breaker.call(lambda: 1 // 0)
        assert not breaker.is_open


class TestOutage:
    @pytest.mark.parametrize("cluster", [False, True], ids=["valkey", "valkey_cluster"])
    def test_is_told_at_once_and_ends_with_the_servers_return(self, cluster: bool) -> None:
        port, clock = free_port(), Clock()
        suffix = "?cluster=1" if cluster else ""
        client = patient(f"redis://127.0.0.1:{port}{suffix}")
        breaker = Breaker(clock, failures=3, seconds=3)
        boards, marks = ValkeyLeaderboard(client, breaker), ValkeyCoordination(client, breaker)
        with valkey_server(port, cluster=cluster):
            for call in every_call(boards, marks):
                call()
        for call in every_call(boards, marks):
            with pytest.raises(CacheUnavailable):
                call()
        assert breaker.is_open
        with valkey_server(port, cluster=cluster):
            with pytest.raises(CacheUnavailable, match="open"):
                boards.size("b")
            clock.now += 3
            assert boards.size("b") == 0
            for call in every_call(boards, marks):
                call()

    def test_of_a_server_that_hangs_is_told_in_time(self) -> None:
        with valkey_server() as url:
            admin = patient(url)
            boards = ValkeyLeaderboard(connect(url, timeout=0.5), Breaker(Clock()))
            admin.execute_command("CLIENT", "PAUSE", 120_000)
            with pytest.raises(CacheUnavailable):
                boards.size("b")

    def test_before_the_first_call_does_not_hinder_construction(self) -> None:
        for suffix in ("", "?cluster=1"):
            client = connect(f"redis://127.0.0.1:{free_port()}{suffix}")
            boards = ValkeyLeaderboard(client, Breaker(Clock()))
            with pytest.raises(CacheUnavailable):
                boards.top("b")


class TestStore:
    @pytest.fixture
    def real(self, valkey_url: str) -> Store:
        return valkey_store(valkey_url)

    def test_gives_every_key_a_time_to_live(self, real: Store, valkey_url: str) -> None:
        flush(valkey_url)
        boards, marks = real.leaderboard, real.coordination
        for call in every_call(boards, marks):
            call()
        boards.record("empty", [])
        claim = boards.claim_rebuild("claimed")
        assert claim
        assert boards.claim_rebuild("claimed") is None
        assert not boards.mark_complete("unclaimed", claim)
        assert keys_without_expiry(valkey_url) == []

    def test_sends_a_script_again_that_the_server_lost(self, real: Store, valkey_url: str) -> None:
        board = uuid4().hex
        real.leaderboard.record(board, [Entry("ada", 1, T0, 1)])
        patient(valkey_url).execute_command("SCRIPT", "FLUSH")
        real.leaderboard.record(board, [Entry("bob", 2, T0, 1)])
        assert real.leaderboard.size(board) == 2

    @pytest.mark.parametrize("kind", ["order", "members"])
    def test_finds_a_board_that_lost_one_of_its_keys(
        self, real: Store, valkey_url: str, kind: str
    ) -> None:
        boards, board = real.leaderboard, uuid4().hex
        boards.record(board, [Entry("ada", 1, T0, 7)])
        claim = boards.claim_rebuild(board)
        assert claim
        assert boards.mark_complete(board, claim)
        patient(valkey_url).execute_command("DEL", f"lb:{{{board}}}:{kind}")
        assert not boards.complete(board)
        assert boards.read(board, Top()) is None
        assert boards.claim_rebuild(board)
        boards.record(board, [Entry("bob", 2, T0, 1)])
        assert boards.top(board) == [RankedEntry("bob", 2, 1)]
        assert boards.record(board, [Entry("ada", 1, T0, 7)]) == 1

    def test_keeps_a_board_without_members_a_minute(self, real: Store, valkey_url: str) -> None:
        boards, board = real.leaderboard, uuid4().hex
        claim = boards.claim_rebuild(board)
        assert claim
        assert boards.mark_complete(board, claim)
        assert boards.complete(board)
        ask = patient(valkey_url).execute_command
        assert 0 < ask("PTTL", f"lb:{{{board}}}:members") <= 60_000
        boards.record(board, [Entry("ada", 1, T0, 1)])
        assert boards.complete(board)
        assert ask("PTTL", f"lb:{{{board}}}:members") > 60_000

    def test_names_of_presence_come_back_when_dropped(self, real: Store, valkey_url: str) -> None:
        channel, until = uuid4().hex, datetime(2026, 3, 1, 13, tzinfo=UTC)
        real.coordination.mark_present(channel, {"bob": until, "ada": until}, T0)
        patient(valkey_url).execute_command("DEL", f"presence:{{{channel}}}:names")
        assert real.coordination.present(channel, T0) == (2, ["ada", "bob"])
        assert keys_without_expiry(valkey_url) == []

    def test_lets_an_unfinished_rebuild_be_continued(self, real: Store, valkey_url: str) -> None:
        boards, board = real.leaderboard, uuid4().hex
        first = boards.claim_rebuild(board)
        assert first
        boards.record(board, [Entry("ada", 1, T0, 1)])
        assert boards.extend_rebuild(board, first, "p/ada")
        assert boards.claim_rebuild(board) is None
        patient(valkey_url).execute_command("DEL", f"lb:{{{board}}}:lease")
        second = boards.claim_rebuild(board)
        assert second
        assert second.after == "p/ada"
        assert not boards.extend_rebuild(board, first, "p/bob")
        assert not boards.mark_complete(board, first)
        assert boards.mark_complete(board, second)


class TestFirstCall:
    """Of a cluster's client, which asks for nodes and commands before it."""

    def test_has_longer_while_the_cluster_is_slow(
        self, valkey_cluster_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(cluster, "FIRST_SECONDS", PATIENT)  # for a busy machine
        plain = patient(valkey_cluster_url.partition("?")[0])
        late = connect(valkey_cluster_url, timeout=1.0)
        plain.execute_command("CLIENT", "PAUSE", 1200, "ALL")
        assert late.execute_command("PING")

    def test_leaves_later_connections_the_usual_limits(self, valkey_cluster_url: str) -> None:
        client = connect(valkey_cluster_url, timeout=0.05)
        assert isinstance(client, Cluster)
        assert client.node_of("a")._seconds == 0.05
