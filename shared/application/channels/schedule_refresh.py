"""Schedules one refresh of a value channel, however many callers ask.

Why through a queue: docs/decisions/0004-ticks-through-a-queue.md.
"""

from __future__ import annotations

from functools import partial

from shared.application.ports import Coordination, Queues
from shared.application.put_once import put_once
from shared.wire.messages import Refresh

LEASE_MS = 1000


def schedule_refresh(coordination: Coordination, queues: Queues, channel: str) -> None:
    """Queue one message for the channel, due in a second, unless one is under way."""
    key, make = refresh_key(channel), partial(Refresh, channel)
    put_once(coordination, queues, key, LEASE_MS, "leaderboard", make, delay=1)


def refresh_key(channel: str) -> str:
    return f"refresh-due:{channel}"
