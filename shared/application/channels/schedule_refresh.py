"""Has a value channel looked at soon: once, however many ask.

Why through a queue: docs/decisions/0004-ticks-through-a-queue.md.
"""

from __future__ import annotations

from shared.application.ports import Coordination, Queues
from shared.wire.messages import Refresh

LEASE_MS = 1000


def schedule_refresh(coordination: Coordination, queues: Queues, channel: str) -> None:
    """Put one message for the channel, due in a second, unless one is under way.

    The worker gives the lease back before it reads. So a change that finds the lease taken is in
    the snapshot that will be read, and a later one ticks anew: the last change is always sent.
    """
    key = refresh_key(channel)
    token = coordination.claim(key, LEASE_MS)
    if token is None:
        return
    try:
        queues.put("leaderboard", Refresh(channel, token), delay=1)
    except Exception:
        coordination.release(key, token)
        raise


def refresh_key(channel: str) -> str:
    return f"refresh-due:{channel}"
