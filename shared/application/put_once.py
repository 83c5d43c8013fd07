"""Puts a message into a queue unless the same one is already waiting there."""

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
    """Claim a lease and put the message made of its token; do nothing if the lease is taken.

    The worker releases the lease before it reads. So it reads every change that found the lease
    taken, and a later change puts a new message: the last change is never missed. A lost message
    keeps others from being put until the lease ends.
    """
    token = coordination.claim(key, lease_ms)
    if token is None:
        return
    try:
        queues.put(queue, make(token), delay=delay)
    except Exception:
        coordination.release(key, token)
        raise
