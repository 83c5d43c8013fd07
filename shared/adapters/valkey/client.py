"""Makes clients of Valkey: short time limits, no repeats, no connection before the first call."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from socket import TCP_KEEPCNT, TCP_KEEPIDLE, TCP_KEEPINTVL
from threading import Lock
from typing import Any, Protocol, cast
from urllib.parse import parse_qs, urlsplit

from redis.backoff import NoBackoff
from redis.client import Redis
from redis.retry import Retry

from shared.adapters.valkey.subscriber import Subscriber

MOST_CONNECTIONS = 64
FIRST_SECONDS = 1.0
"""For what a cluster's client asks first: its nodes and, in 200 kB, its commands. On a small
function, over TLS that is being negotiated, this takes longer than a command does."""

CONNECT_SECONDS = 2.0


class Client(Protocol):
    """What the adapters use of a client: a command and its raw reply (RESP 2)."""

    def execute_command(self, *args: Any) -> Any: ...


KEEPALIVE = {TCP_KEEPIDLE: 10, TCP_KEEPINTVL: 5, TCP_KEEPCNT: 3}
"""A subscriber only listens: without a word from TCP a dead connection looks like a quiet one."""


def subscriber(url: str) -> Callable[[], Subscriber]:
    """Return what makes a subscriber: connections of its own that wait for messages.

    One of a cluster knows where the topics were when it was made.
    """
    parts = urlsplit(url)
    plain = parts._replace(query="").geturl()
    options: dict[str, Any] = {
        "protocol": 2,
        "driver_info": None,
        "socket_timeout": CONNECT_SECONDS,
        "socket_connect_timeout": CONNECT_SECONDS,
        "socket_keepalive": True,
        "socket_keepalive_options": KEEPALIVE,
        "retry": Retry(NoBackoff(), 0),
    }
    if parse_qs(parts.query).get("cluster") == ["1"]:
        return lambda: Subscriber(partial(_pool_of, _cluster(plain, options)))
    pool = Redis.from_url(plain, **options).connection_pool
    return lambda: Subscriber(lambda _: pool)


def connect(url: str, timeout: float = 0.25) -> Client:
    """Return a client for `redis://` or, with TLS, `rediss://`; `?cluster=1` for a cluster.

    It holds one connection for each thread that uses it at the same time, 64 at most. A call
    takes `timeout` seconds at most to connect and as many to be answered, the first one to a
    cluster a second. Nothing is sent twice: an operator such as `incr` must not be applied twice.
    """
    parts = urlsplit(url)
    plain = parts._replace(query="").geturl()
    options: dict[str, Any] = {
        "protocol": 2,  # no handshake before the first command
        "driver_info": None,
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "max_connections": MOST_CONNECTIONS,
        "retry": Retry(NoBackoff(), 0),  # a cluster's client follows a slot that moved nevertheless
    }
    if parse_qs(parts.query).get("cluster") == ["1"]:
        return _Late(partial(_cluster, plain, options))
    return Redis.from_url(plain, **options)


class _Late:
    """A client that is made by its first call, for making one of a cluster asks the cluster."""

    def __init__(self, make: Callable[[], Client]) -> None:
        self._make = make
        self._client: Client | None = None
        self._lock = Lock()

    def execute_command(self, *args: Any) -> Any:
        with self._lock:
            if self._client is None:
                self._client = self._make()
        return self._client.execute_command(*args)


def _cluster(url: str, options: dict[str, Any]) -> Client:
    """Connections of the first questions keep the longer limits, later ones have the usual."""
    from redis.cluster import RedisCluster  # noqa: PLC0415 - only the cloud has a cluster

    usual = {each: options[each] for each in ("socket_timeout", "socket_connect_timeout")}
    first = {each: max(seconds, FIRST_SECONDS) for each, seconds in usual.items()}
    cluster: Any = RedisCluster.from_url(url, **options | first)
    cluster.get_connection_kwargs().update(usual)
    for node in cluster.get_nodes():
        if node.redis_connection is not None:
            node.redis_connection.connection_pool.connection_kwargs.update(usual)
    return cast("Client", cluster)


def _pool_of(cluster: Any, topic: str) -> Any:
    return cluster.get_redis_connection(cluster.get_node_from_key(topic)).connection_pool
