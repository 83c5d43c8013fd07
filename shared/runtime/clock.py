"""Where time, chance and identity come from; everything else is given them."""

from __future__ import annotations

import random
import secrets
import time
from datetime import UTC, datetime

_CHANCE = random.SystemRandom()
"""Of the system: processes restored from one snapshot must not wait alike."""


def now() -> datetime:
    """Return the current time in UTC, to the millisecond: as fine as a frame shows it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def monotonic() -> float:
    """Return seconds that never go back."""
    return time.monotonic()


def new_id() -> str:
    """Return 128 random bits in URL-safe text."""
    return secrets.token_urlsafe(16)


def new_span() -> str:
    """Return the id of a span: 64 random bits in hexadecimal digits."""
    return f"{secrets.randbits(64):016x}"


def chance() -> int:
    """Return a random number of 64 bits."""
    return secrets.randbits(64)


def pause(attempt: int) -> None:
    """Wait before the next try: full jitter up to 20, 40, 80 … milliseconds."""
    time.sleep(_CHANCE.uniform(0, 0.02 * 2**attempt))
