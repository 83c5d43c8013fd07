"""Sends the spans of all workloads to an OpenTelemetry endpoint: the option `otlp=URL`.

Lambda retries what the endpoint does not accept now. A repeat has the same ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Protocol

from shared.adapters.otlp import OtlpSink, Outcome
from shared.runtime.envelope import SpanLine
from shared.runtime.lines import in_event
from shared.runtime.observability import log, metric
from shared.runtime.observed import observed
from shared.runtime.once import once_each
from shared.runtime.otlp import batches, can_be_told
from shared.runtime.settings import read_settings

WORKLOAD = "export"


class Sink(Protocol):
    """Takes spans, and returns what became of them."""

    def send(self, body: bytes, spans: int) -> Outcome: ...


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    settings = read_settings()
    export(event, _sink(settings.need("otlp_url"), settings.otlp_secret), settings.stage)


def export(event: dict[str, Any], sink: Sink, stage: str) -> None:
    """Send the spans of an event of CloudWatch Logs, and log how many were refused for good."""
    lines = [each.line for each in in_event(event) if isinstance(each.line, SpanLine)]
    told = [each for each in lines if can_be_told(each)]
    refused = len(lines) - len(told)
    for batch in batches(told, stage):
        outcome = sink.send(batch.body, batch.spans)
        if outcome.status >= HTTPStatus.MULTIPLE_CHOICES:
            log(f"the OTLP endpoint answers {outcome.status}", "ERROR", WORKLOAD)
        refused += outcome.refused
    if refused:
        metric(WORKLOAD, "SpansRefused", refused)


@once_each
def _sink(url: str, secret: str) -> OtlpSink:
    """Return the process's sink, which caches its header."""
    return OtlpSink(url, lambda: _headers(secret))


def _headers(secret: str) -> Mapping[str, str]:
    """Return the headers; an endpoint in a private network may need none."""
    if not secret:
        return {}
    from shared.adapters.secretsmanager.header import header_in  # noqa: PLC0415 - no secret, no SDK
    from shared.runtime.aws import client  # noqa: PLC0415

    return header_in(client("secretsmanager"), secret)
