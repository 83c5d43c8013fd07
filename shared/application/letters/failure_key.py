"""Names the cache entry of a worker's failure, apart from the ports that no queue worker needs."""

from __future__ import annotations


def failure_key(message: str) -> str:
    """Name the cache entry of a worker's last failure at a message."""
    return f"failure:{message}"
