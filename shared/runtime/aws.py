"""AWS clients with short limits: a call that does not answer fails while a player still waits.

botocore alone, without boto3's resources, saves a tenth of a cold start.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import get_session


@cache
def client(service: str, endpoint: str | None = None) -> Any:
    """Return the process's client of a service; safe to share between threads."""
    config = Config(
        connect_timeout=1,
        read_timeout=5,
        max_pool_connections=32,
        tcp_keepalive=True,
        retries={"mode": "standard", "max_attempts": 3},
    )
    return get_session().create_client(service, endpoint_url=endpoint, config=config)
