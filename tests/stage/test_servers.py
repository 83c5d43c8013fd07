"""The two stores: what a restart keeps and what it forgets."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from localstack import folder, servers
from localstack.ministack import Endpoints, endpoints
from localstack.ports import Ports, free_ports
from tests.ports.valkey_server import patient
from tests.stage.watch import left_of


@pytest.fixture
def run(home: Path) -> Iterator[Path]:
    place, held = folder.create(home)
    yield place
    folder.leave(place, held)
    assert not left_of(home)


@pytest.fixture
def ports() -> Ports:
    return free_ports()


@pytest.fixture
def urls(ports: Ports) -> Endpoints:
    return endpoints(ports)


def query(url: str, statement: str) -> str:
    psql = servers.postgres_binaries() / "psql"
    answer = subprocess.run(  # noqa: S603 - our own statement
        [psql, url, "-qAt", "-c", statement], capture_output=True, text=True, check=True
    )
    return answer.stdout.strip()


class TestValkey:
    def test_comes_back_empty_on_the_same_port(
        self, run: Path, ports: Ports, urls: Endpoints
    ) -> None:
        child = servers.valkey(run, ports.valkey)
        for _ in range(2):
            child.start()
            child.wait_ready(lambda: servers.valkey_answers(ports.valkey))
            client = patient(urls.valkey)
            assert client.execute_command("DBSIZE") == 0
            client.execute_command("SET", "a", 1)
            child.stop()
            assert not servers.valkey_answers(ports.valkey)


class TestPostgres:
    def test_keeps_its_data_over_a_restart_on_the_same_port(
        self, run: Path, ports: Ports, urls: Endpoints
    ) -> None:
        child = servers.postgres(run, ports.postgres)
        child.start()
        child.wait_ready(lambda: servers.postgres_answers(ports.postgres))
        query(urls.postgres, "create table kept as select 42 as answer")
        child.stop(keep=True)
        assert not servers.postgres_answers(ports.postgres)
        child.start()
        child.wait_ready(lambda: servers.postgres_answers(ports.postgres))
        assert query(urls.postgres, "select answer from kept") == "42"
        assert query(urls.postgres, "show server_version_num") >= "180000"
        child.stop()
        assert not child.home.exists()
