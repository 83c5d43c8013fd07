"""What a call of the lean client raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class NoAnswer(Exception):  # noqa: N818 - named for what happened, as the ports' errors are
    """No connection, no answer in time, or an answer that is not whole."""


class ConnectionClosed(NoAnswer):
    """The peer closed the connection before it sent a byte of the answer."""


class NoCredentials(Exception):  # noqa: N818 - as above
    """Nobody says who we are; an operator must mend this."""


class Refused(Exception):  # noqa: N818 - as above
    """An answer that is an error. `response` has the shape of that of botocore's ClientError."""

    def __init__(self, status: int, code: str, body: Mapping[str, Any], date: str = "") -> None:
        message = body.get("message") or body.get("Message") or ""
        super().__init__(f"{code} ({status}): {message}")
        self.date = date
        """The server's `Date`, or nothing."""
        self.response: dict[str, Any] = {
            **body,
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }
