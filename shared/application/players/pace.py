"""The rate limit for frames of a connection, the same on every host."""

from __future__ import annotations

from msgspec import Struct

BURST = 40
"""Maximum frames in one burst."""

EVERY_MS = 100
"""Milliseconds per frame after the burst."""

STRIKES = 100
"""Bad or too fast frames after which the host hangs up; each good frame forgives one."""

SEEN_EVERY_MS = 4 * 60_000
"""Milliseconds after which any frame renews presence, well before it expires."""


class Pace(Struct, frozen=True):
    """The counters of a connection; times are milliseconds since 1970.

    `full_at` is when its token bucket is full again, `seen_at` when presence was last renewed.
    """

    full_at: int = 0
    strikes: int = 0
    seen_at: int = 0


class Counted(Struct, frozen=True):
    """The result of counting a frame: it may be served if `wait_ms` is 0.

    `seen` says that it is time to renew the player's presence.
    """

    wait_ms: int
    strikes: int
    seen: bool


def count(pace: Pace, now: int, *, good: bool) -> tuple[Pace, Counted]:
    """Count one frame; a bad frame takes a token too, if there is one."""
    full_at = max(now, pace.full_at) + EVERY_MS
    wait = min(max(0, full_at - now - BURST * EVERY_MS), EVERY_MS)
    served = good and not wait
    strikes = max(0, pace.strikes - 1) if served else pace.strikes + 1
    seen = served and now - pace.seen_at > SEEN_EVERY_MS
    after = Pace(pace.full_at if wait else full_at, strikes, now if seen else pace.seen_at)
    return after, Counted(wait, strikes, seen)
