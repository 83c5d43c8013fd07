"""Where a worker notes why it failed: apart from the ports, which no worker of a queue needs."""

from __future__ import annotations


def failure_key(message: str) -> str:
    """Name what a worker notes in the cache of its last failure at a message."""
    return f"failure:{message}"
