"""How fast a connection may send frames: the one rule of every host."""

from __future__ import annotations

from msgspec import Struct

BURST = 40
"""Frames that a player may send at once."""

EVERY_MS = 100
"""After that one frame in so many milliseconds, on and on."""

STRIKES = 100
"""Bad or too fast frames, one forgiven with each good one, after which the host hangs up."""

SEEN_EVERY_MS = 4 * 60_000
"""Presence is renewed well before it expires, by whatever frame comes."""


class Pace(Struct, frozen=True):
    """What is counted of a connection; times are milliseconds since 1970.

    `full_at` is when its bucket of tokens is full again, `seen_at` when presence was renewed last.
    """

    full_at: int = 0
    strikes: int = 0
    seen_at: int = 0


class Counted(Struct, frozen=True):
    """What came of counting a frame: it may be served if `wait_ms` is 0.

    `seen` says that it is time to note again that the player is present.
    """

    wait_ms: int
    strikes: int
    seen: bool


def count(pace: Pace, now: int, *, good: bool) -> tuple[Pace, Counted]:
    """Count one more frame; a bad one takes a token too, if there is one."""
    full_at = max(now, pace.full_at) + EVERY_MS
    wait = min(max(0, full_at - now - BURST * EVERY_MS), EVERY_MS)
    served = good and not wait
    strikes = max(0, pace.strikes - 1) if served else pace.strikes + 1
    seen = served and now - pace.seen_at > SEEN_EVERY_MS
    after = Pace(pace.full_at if wait else full_at, strikes, now if seen else pace.seen_at)
    return after, Counted(wait, strikes, seen)
