"""Makes clients of Valkey: short time limits, no repeats, no connection before the first call.

Why they are our own: docs/decisions/0037-own-valkey-client.md.
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
    """What the adapters use of a client: a command and its raw reply (RESP 2)."""

    def execute_command(self, *args: Any) -> Any: ...


TIMEOUT = 0.25
"""Seconds: a cache that is slower than that is no help."""


def connect(url: str, timeout: float = TIMEOUT) -> Client:
    """Return a client for `redis://` or, with TLS, `rediss://`; `?cluster=1` for a cluster.

    It holds one connection for each thread that uses it at the same time. A call takes `timeout`
    seconds at most to connect and as many to be answered, the first one to a cluster a second.
    Nothing is sent twice: an operator such as `incr` must not be applied twice. Raises OSError or
    HiredisError.
    """
    address, is_cluster = address_of(url)
    node = Node(address, timeout)
    return Cluster(node, timeout) if is_cluster else node


def subscriber(url: str) -> Callable[[], Subscriber]:
    """Return what makes a subscriber: connections of its own that wait for messages.

    One of a cluster knows where the topics were when it was made.
    """
    address, is_cluster = address_of(url)
    node = Node(address, LISTENER_SECONDS)
    if is_cluster:
        return lambda: Subscriber(Cluster(node, LISTENER_SECONDS).node_of)
    return lambda: Subscriber(lambda _: node)
