"""The economy's database of a stage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from localstack import database, folder, servers
from localstack.child import StageError
from localstack.ministack import Endpoints, endpoints
from localstack.ports import free_ports
from shared.games.codebattle.reward import CURRENCY


@pytest.fixture
def urls(home: Path) -> Iterator[Endpoints]:
    run, held = folder.create(home)
    ports = free_ports()
    child = servers.postgres(run, ports.postgres)
    child.start()
    child.wait_ready(lambda: servers.postgres_answers(ports.postgres))
    yield endpoints(ports)
    child.stop()
    folder.leave(run, held)


class TestPrepare:
    def test_makes_what_functions_log_in_to_and_keeps_it_the_second_time(
        self, urls: Endpoints
    ) -> None:
        for _ in range(2):
            database.prepare(urls.postgres)
            with psycopg.connect(urls.database) as connection:
                found = connection.execute("SELECT currency FROM wallet.currencies")
                assert found.fetchall() == [(CURRENCY,)]

    def test_gives_the_login_no_more_than_it_has_in_the_cloud(self, urls: Endpoints) -> None:
        database.prepare(urls.postgres)
        with (
            psycopg.connect(urls.database) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute("DELETE FROM wallet.accounts")

    def test_says_what_stands_in_the_way(self) -> None:
        with pytest.raises(StageError, match="could not be prepared"):
            database.prepare(f"postgresql://postgres@127.0.0.1:{free_ports().postgres}/postgres")
