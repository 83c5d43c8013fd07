"""Times as text for others, and as numbers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from msgspec import Meta

type Moment = Annotated[datetime, Meta(tz=True)]
"""A time as text with an offset, in both directions."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 24 * 3600 * 1000


def milliseconds(at: datetime) -> int:
    """Return whole milliseconds since 1970, exactly."""
    since = at - _EPOCH
    return since.days * _DAY + since.seconds * 1000 + since.microseconds // 1000
