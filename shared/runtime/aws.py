"""Makes AWS clients with short timeouts: a call without answer fails while a player still waits.

botocore alone, without boto3's resources, saves a tenth of a cold start; a process that makes no
such client does not import it.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.runtime.once import once_each

if TYPE_CHECKING:
    from botocore.session import Session

CONNECTIONS = 96
"""Size of the connection pool: more than a process has threads. A thread that finds the pool full
opens a connection for one call."""


@once_each
def client(service: str, endpoint: str | None = None, attempts: int = 3, seconds: int = 3) -> Any:
    """Return the process's client of a service, which is thread-safe.

    `seconds` is the timeout of an answer. Three attempts take at most 12 s, which is less than a
    function has for a frame.
    """
    from botocore.config import Config

    config = Config(
        connect_timeout=1,
        read_timeout=seconds,
        max_pool_connections=CONNECTIONS,
        tcp_keepalive=True,
        retries={"mode": "standard", "total_max_attempts": attempts},
    )
    return session().create_client(service, endpoint_url=endpoint, config=config)


@once_each
def session() -> Session:
    """Return the session that all clients share: credentials, endpoints, and loaded models."""
    from botocore.session import get_session

    return get_session()
