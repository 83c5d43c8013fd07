"""What hosts of frames that share only the disposable store keep of a connection."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from shared.application.pace import Counted


class SessionOver(Exception):  # noqa: N818 - a fact: the connection was superseded or has ended
    """No frame of the connection may be served any more."""


class Sessions(Protocol):
    """How fast connections send, and which are over; every method may raise CacheUnavailable.

    Frames of one connection are served side by side: each method is one atomic step.
    """

    def open(self, connection: str, seen_at: datetime | None = None) -> None:
        """Begin to count; one that is known, or over, stays as it is."""

    def count(self, connection: str, now: datetime, *, good: bool) -> Counted | None:
        """Count one more frame, as `pace.count` does; None for a connection that is not known.

        Raise SessionOver.
        """

    def end(self, connection: str) -> None:
        """Let no frame of the connection be served any more."""

    def is_over(self, connection: str) -> bool:
        """Whether `end` was called."""
