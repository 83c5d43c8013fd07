"""Makes clients of Valkey: short timeouts, no retries, no connection before the first call.

docs/decisions/0037-own-valkey-client.md says why Rumpus has its own client.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from shared.adapters.valkey.address import address_of
from shared.adapters.valkey.cluster import Cluster
from shared.adapters.valkey.node import Node
from shared.adapters.valkey.subscriber import Subscriber

LISTENER_SECONDS = 2.0


class Client(Protocol):
    """The part of a client that the adapters use: a command and its raw reply (RESP 2)."""

    def execute_command(self, *args: Any) -> Any: ...


TIMEOUT = 0.25
"""Seconds to wait for the cache: a slower one is of no use."""


def connect(url: str, timeout: float = TIMEOUT) -> Client:
    """Return a client for `redis://` or, with TLS, `rediss://`; `?cluster=1` for a cluster.

    It holds one connection for each thread that uses it at the same time. A call takes at most
    `timeout` seconds to connect and as many for the answer; the first call to a cluster takes up to
    a second. It never retries: an operator such as `incr` must not be applied twice. The client
    raises OSError or HiredisError.
    """
    address, is_cluster = address_of(url)
    node = Node(address, timeout)
    return Cluster(node, timeout) if is_cluster else node


def subscriber(url: str) -> Callable[[], Subscriber]:
    """Return a factory of subscribers, which wait for messages on connections of their own.

    A subscriber of a cluster knows the places of the topics as they were when it was made.
    """
    address, is_cluster = address_of(url)
    node = Node(address, LISTENER_SECONDS)
    if is_cluster:
        return lambda: Subscriber(Cluster(node, LISTENER_SECONDS).node_of)
    return lambda: Subscriber(lambda _: node)
