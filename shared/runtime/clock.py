"""The only source of time, randomness and ids; all other code takes them as arguments.

Random numbers come from the system: processes restored from one snapshot must not draw the same.
`random` and `secrets` use the same source, but importing them takes a tenth of a small function's
start.
"""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from os import urandom


def now() -> datetime:
    """Return the current time in UTC, to the millisecond, which is the precision of frames."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def monotonic() -> float:
    """Return monotonic seconds."""
    return time.monotonic()


def new_id() -> str:
    """Return 128 random bits in URL-safe text."""
    return urlsafe_b64encode(urandom(16)).rstrip(b"=").decode()


def new_span() -> str:
    """Return the id of a span: 64 random bits in hexadecimal digits."""
    return urandom(8).hex()


def chance() -> int:
    """Return a random number of 64 bits."""
    return int.from_bytes(urandom(8))


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)


def pause(attempt: int) -> None:
    """Wait before the next try: full jitter up to 20, 40, 80 … milliseconds."""
    time.sleep(chance() / 2**64 * 0.02 * 2**attempt)
