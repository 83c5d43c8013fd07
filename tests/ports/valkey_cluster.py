"""A real Valkey cluster of several nodes for tests; slots can be moved between them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from threading import Event

from shared.adapters.valkey.client import Client
from tests.ports.valkey_server import patient, started

SLOTS = 16384


@dataclass(frozen=True)
class Cluster:
    """Node number n has the n-th part of the slots at first."""

    urls: list[str]
    nodes: list[Client]

    @property
    def url(self) -> str:
        return f"{self.urls[0]}?cluster=1"

    def node_of(self, key: str) -> int:
        return self._slot(key) * len(self.nodes) // SLOTS

    def move(self, key: str, target: int) -> None:
        """Move the slot of a key, in which there is no data, to another node."""
        name = self.nodes[target].execute_command("CLUSTER", "MYID")
        slot = self._slot(key)
        for node in (self.nodes[target], *self.nodes):
            node.execute_command("CLUSTER", "SETSLOT", slot, "NODE", name)

    def _slot(self, key: str) -> int:
        return int(self.nodes[0].execute_command("CLUSTER", "KEYSLOT", key))


@contextmanager
def valkey_cluster(count: int) -> Iterator[Cluster]:
    """Run so many nodes until the end of the context."""
    with ExitStack() as stack:
        urls = []
        for _ in range(count):
            server = started(None, cluster=True)
            stack.callback(server.stop)
            urls.append(f"redis://127.0.0.1:{server.port}")
        cluster = Cluster(urls, [patient(url) for url in urls])
        _form(cluster)
        yield cluster


def _form(cluster: Cluster) -> None:
    count = len(cluster.nodes)
    bounds = pairwise(-(-SLOTS * number // count) for number in range(count + 1))
    for epoch, (node, (first, end)) in enumerate(zip(cluster.nodes, bounds, strict=True), start=1):
        node.execute_command("CLUSTER", "ADDSLOTSRANGE", first, end - 1)
        node.execute_command("CLUSTER", "SET-CONFIG-EPOCH", epoch)
    port = cluster.urls[0].rpartition(":")[2]
    _, bus_port = cluster.nodes[0].execute_command("CONFIG", "GET", "cluster-port")
    for node in cluster.nodes[1:]:
        node.execute_command("CLUSTER", "MEET", "127.0.0.1", port, bus_port)
    deadline = time.monotonic() + 30
    while not all(_knows(node, count) for node in cluster.nodes):
        assert time.monotonic() < deadline, "the cluster does not come up"
        Event().wait(0.05)


def _knows(node: Client, count: int) -> bool:
    slots = node.execute_command("CLUSTER", "SLOTS")
    info = node.execute_command("CLUSTER", "INFO")
    return len(slots) == count and b"cluster_state:ok" in info
