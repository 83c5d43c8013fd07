"""Posts to a sink of lines, without imports that slow a cold start."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import NamedTuple
from urllib.parse import urlsplit

from shared.application.ports import Unavailable

SECONDS = 10.0

MOST_ANSWERED = 64 * 1024
"""Maximum bytes that are read of an answer."""


class SinkAway(Unavailable):
    """A sink of lines does not answer, or answers that it is unavailable."""


class Answer(NamedTuple):
    """A sink's answer, cut to `MOST_ANSWERED` bytes."""

    status: int
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post JSON and return the answer; raise SinkAway if there is none."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.netloc, timeout=SECONDS)
    try:
        told = {"Content-Type": "application/json", **headers}
        connection.request("POST", parts.path, body, told)
        response = connection.getresponse()
        return Answer(response.status, response.read(MOST_ANSWERED))
    except (OSError, HTTPException):
        raise SinkAway("a sink of lines does not answer") from None
    finally:
        connection.close()
