"""One request to a sink of lines, with nothing that makes a cold start slow."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from shared.application.ports import Unavailable

SECONDS = 10.0


class SinkAway(Unavailable):
    """A sink of lines does not answer, or says that it can't now."""


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post JSON and return the status; raise SinkAway where there is no answer."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    try:
        told = {"Content-Type": "application/json", **headers}
        connection.request("POST", parts.path, body, told)
        return connection.getresponse().status
    except (OSError, HTTPException):
        raise SinkAway("a sink of lines does not answer") from None
    finally:
        connection.close()
