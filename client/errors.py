"""The errors that calls of the client library raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class RumpusError(Exception):
    """The base class of all errors of this library."""


class Refused(RumpusError):  # noqa: N818 - the game's answer, not a fault
    """The game refused, and nothing changed; `reason` is one of the documented words."""

    def __init__(self, reason: str, details: Mapping[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.details = dict(details or {})


class ProtocolError(RumpusError):
    """The server could not handle a frame or a request; `code` is one of the documented codes.

    An HTTP answer that is not from Rumpus at all has the code `http`. If a retry is allowed, it is
    so after `retry_after` seconds at the earliest.
    """

    def __init__(
        self, code: str, message: str, status: int | None = None, retry_after: float = 0.0
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.retry_after = retry_after


class Superseded(RumpusError):  # noqa: N818 - what has happened
    """The player has logged in elsewhere; this connection is over and is not opened again."""


class Closed(RumpusError):  # noqa: N818 - what has happened
    """The connection was closed for good: by this program, or by the server's policy.

    After a fault of this program, its cause is the exception that was raised.
    """


class Unreachable(Exception):  # noqa: N818 - what has happened
    """No socket can be opened now; the next try is after `retry_after` seconds at the earliest.

    Only the connection manager sees it, never the application.
    """

    def __init__(self, code: str = "", retry_after: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after
