"""The stores that boards and coordination are tried on: one suite for all."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from shared.adapters.dynamodb.rows import Rows
from shared.adapters.memory.coordination import InMemoryCoordination
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.adapters.memory.overview import InMemoryOverview
from shared.adapters.memory.sessions import InMemorySessions
from shared.adapters.memory.waiting_room import InMemoryWaitingRoom
from shared.adapters.valkey.breaker import Breaker
from shared.adapters.valkey.coordination import ValkeyCoordination
from shared.adapters.valkey.leaderboard import ValkeyLeaderboard
from shared.adapters.valkey.overview import ValkeyOverview
from shared.adapters.valkey.sessions import ValkeySessions
from shared.adapters.valkey.waiting_room import ValkeyWaitingRoom
from shared.application.boards.ports import Leaderboard
from shared.application.lifecycle.overview import Overview
from shared.application.matchmaking.ports import WaitingRoom
from shared.application.players.ports import Sessions
from shared.application.ports import Coordination
from tests.ports.board_kinds import kind_of
from tests.ports.entry_stores import new_entry_table, rows_at
from tests.ports.log_stores import ministack
from tests.ports.valkey_server import flush, patient, valkey_server


@dataclass(frozen=True)
class Store:
    """A cache; `flush` loses all that it has."""

    leaderboard: Leaderboard
    coordination: Coordination
    sessions: Sessions
    waiting_room: WaitingRoom
    overview: Overview
    flush: Callable[[], None]


@pytest.fixture(scope="session")
def valkey_url() -> Iterator[str]:
    with valkey_server() as url:
        yield url


@pytest.fixture(scope="session")
def valkey_cluster_url() -> Iterator[str]:
    with valkey_server(cluster=True) as url:
        yield url


@pytest.fixture(scope="session", params=["memory", "valkey", "valkey_cluster"])
def store(request: pytest.FixtureRequest) -> Store:
    """Shared by all tests of a run: each uses names of its own."""
    if request.param == "memory":
        leaderboard, coordination = InMemoryLeaderboard(board_of=kind_of), InMemoryCoordination()
        waiting, overview = InMemoryWaitingRoom(), InMemoryOverview()

        def lose() -> None:
            leaderboard.flush()
            coordination.flush()
            waiting.flush()
            overview.flush()

        sessions = InMemorySessions(coordination)
        return Store(leaderboard, coordination, sessions, waiting, overview, lose)
    return valkey_store(request.getfixturevalue(f"{request.param}_url"))


def valkey_store(url: str) -> Store:
    client = patient(url)
    breaker = Breaker(time.monotonic)
    return Store(
        ValkeyLeaderboard(client, breaker, kind_of),
        ValkeyCoordination(client, breaker),
        ValkeySessions(client, breaker),
        ValkeyWaitingRoom(client, breaker),
        ValkeyOverview(client, breaker),
        lambda: flush(url),
    )


@pytest.fixture(scope="session")
def ministack_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        ministack(tmp_path_factory.mktemp("ministack")) as url,
        pytest.MonkeyPatch.context() as env,
    ):
        env.setenv("AWS_ACCESS_KEY_ID", "test")
        env.setenv("AWS_SECRET_ACCESS_KEY", "test")
        yield url


@pytest.fixture(params=["botocore", "lean"])
def kind(request: pytest.FixtureRequest) -> str:
    """What `RUMPUS_AWS_CLIENT` may say."""
    return str(request.param)


@pytest.fixture(params=["memory", "botocore", "lean"])
def rows(request: pytest.FixtureRequest) -> Iterator[Rows | None]:
    """A fresh table that threads may use at once; None where the twin in memory is tried."""
    if request.param == "memory":
        yield None
        return
    url = request.getfixturevalue("ministack_url")
    with rows_at(url, new_entry_table(url), request.param) as rows:
        yield rows
