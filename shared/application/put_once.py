"""Puts a message unless one is under way: once, however many ask."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from shared.application.ports import Coordination, Queues


def put_once(
    coordination: Coordination,
    queues: Queues,
    key: str,
    lease_ms: int,
    queue: str,
    make: Callable[[str], Struct],
    delay: int,
) -> None:
    """Put the message that is made of the token of a lease, unless somebody has the lease.

    The worker gives the lease back before it reads. So a change that finds it taken is in what will
    be read, and a later one puts a message anew: the last change is never missed. A message that
    was lost keeps others from being put until the lease ends.
    """
    token = coordination.claim(key, lease_ms)
    if token is None:
        return
    try:
        queues.put(queue, make(token), delay=delay)
    except Exception:
        coordination.release(key, token)
        raise
