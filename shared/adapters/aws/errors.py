"""The errors that calls of the lean client raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class NoAnswer(Exception):  # noqa: N818 - named for what happened, as the ports' errors are
    """No connection, no answer in time, or an incomplete answer."""


class ConnectionClosed(NoAnswer):
    """The peer closed the connection before it sent a byte of the answer."""


class NoCredentials(Exception):  # noqa: N818 - as above
    """No source has credentials; an operator must provide them."""


class Refused(Exception):  # noqa: N818 - as above
    """The service answered with an error. `response` has the shape of botocore's ClientError."""

    def __init__(self, status: int, code: str, body: Mapping[str, Any], date: str = "") -> None:
        message = body.get("message") or body.get("Message") or ""
        super().__init__(f"{code} ({status}): {message}")
        self.date = date
        """The server's `Date` header, or empty."""
        self.response: dict[str, Any] = {
            **body,
            "Error": {"Code": code, "Message": message},
            "ResponseMetadata": {"HTTPStatusCode": status},
        }
