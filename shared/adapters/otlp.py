"""Sends spans to an endpoint of OTLP over HTTP, in JSON.

https://opentelemetry.io/docs/specs/otlp/#otlphttp-response says which answers allow a retry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import NamedTuple

from msgspec import DecodeError, Struct
from msgspec.json import Decoder

from shared.adapters.post import SinkAway, post

PATH = "/v1/traces"

_LATER = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_UNKNOWN = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


class Outcome(NamedTuple):
    """The status of an answer, and the number of spans that were refused for good."""

    status: int
    refused: int


class _Partial(Struct, rename="camel"):
    rejected_spans: int = 0


class _Response(Struct, rename="camel"):
    partial_success: _Partial | None = None


_read = Decoder(_Response, strict=False).decode  # protobuf's JSON has 64-bit numbers as text


class OtlpSink:
    """Posts to the endpoint at a URL; `ask` looks up the headers that authenticate the sender.

    It calls `ask` on first use, and again after the endpoint refused the headers.
    """

    def __init__(self, url: str, ask: Callable[[], Mapping[str, str]]) -> None:
        self._url = url.rstrip("/") + PATH
        self._ask = ask
        self._headers: Mapping[str, str] | None = None

    def send(self, body: bytes, spans: int) -> Outcome:
        """Send a request with so many spans; raise SinkAway if a later retry may succeed."""
        if self._headers is None:
            self._headers = self._ask()
        answer = post(self._url, body, self._headers)
        if answer.status in _UNKNOWN:
            self._headers = None  # the key may have been rotated; look it up for the next request
        if answer.status in _LATER | _UNKNOWN:
            raise SinkAway(f"the OTLP endpoint answers {answer.status}")
        is_taken = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
        refused = _refused(answer.body) if is_taken else spans
        return Outcome(answer.status, min(max(refused, 0), spans))


def _refused(body: bytes) -> int:
    """Return the number of spans that a successful answer refuses; 0 if it can't be read."""
    try:
        partial = _read(body).partial_success
    except DecodeError:
        return 0
    return partial.rejected_spans if partial else 0
