"""AWS clients with short limits: a call that does not answer fails while a player still waits.

botocore alone, without boto3's resources, saves a tenth of a cold start; where no client of it is
made, none of it is imported.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.runtime.once import once_each

if TYPE_CHECKING:
    from botocore.session import Session

CONNECTIONS = 96
"""More than a process has threads: one that finds no room opens a connection for one call."""


@once_each
def client(service: str, endpoint: str | None = None, attempts: int = 3, seconds: int = 3) -> Any:
    """Return the process's client of a service; safe to share between threads.

    An answer has so many `seconds`. Three attempts take 12 s at most, which is less than a function
    has for a frame.
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
    """Return what all clients share: credentials, endpoints, and the models that were read."""
    from botocore.session import get_session

    return get_session()
