"""`make dev`: its second start, its taken port, and what is left when it ends in any way."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import httpx
import pytest

from localstack import gateway, ministack, servers, state
from localstack.folder import ROOT
from localstack.ports import HOST, Ports, free_ports
from tests.stage.watch import eventually, left_of, processes_of

pytestmark = pytest.mark.stage

START_SECONDS = 600.0


def dev(home: Path, ports: Ports) -> list[str]:
    options = [f"--{name}-port={number}" for name, number in asdict(ports).items()]
    return [sys.executable, "-m", "localstack.dev", f"--home={home}", *options]


@contextmanager
def launched(home: Path, ports: Ports) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 - our own module
        dev(home, ports), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def refused(home: Path, ports: Ports) -> str:
    """Start it where it can't start; return the sentence it ends with."""
    ended = subprocess.run(  # noqa: S603 - our own module
        dev(home, ports),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=START_SECONDS,
    )
    assert ended.returncode == 1, ended
    return ended.stderr.strip()


class TestDev:
    def test_names_the_port_that_is_taken(self, home: Path) -> None:
        ports = free_ports()
        with socket.create_server((HOST, ports.valkey)):
            sentence = refused(home, ports)
        assert "\n" not in sentence
        assert f"port {ports.valkey} is taken" in sentence
        assert "--valkey-port" in sentence
        assert not left_of(home)

    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
    def test_ended_while_it_starts_leaves_nothing(self, home: Path, number: signal.Signals) -> None:
        ports = free_ports()
        with launched(home, ports) as process:
            assert eventually(lambda: ministack.answers(ports.aws))
            assert eventually(lambda: servers.postgres_answers(ports.postgres))
            process.send_signal(number)
        assert eventually(lambda: not left_of(home)), left_of(home)

    def test_once_playable_refuses_a_second_start_and_ends_without_a_trace(
        self, home: Path
    ) -> None:
        ports = free_ports()
        with launched(home, ports) as process:
            assert eventually(
                lambda: (home / state.NAME).exists() or process.poll() is not None, START_SECONDS
            )
            stage = state.read(home)
            assert stage is not None, process.communicate()[0]
            url = f"{stage['http_url']}/v1/rooms/codebattle"
            rooms = httpx.get(url, trust_env=False, timeout=START_SECONDS).json()["rooms"]
            assert [each["room"] for each in rooms] == [stage["battle"]]
            assert stage["gateway_url"] == f"ws://{HOST}:{ports.gateway}/ws"
            assert gateway.answers(ports.gateway)
            sentence = refused(home, free_ports())
            assert "\n" not in sentence
            assert (
                f"already running at {stage['aws_endpoint']} as process {process.pid}" in sentence
            )
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            process.wait(START_SECONDS)
        assert eventually(lambda: not left_of(home)), left_of(home)
        assert not processes_of(home)
