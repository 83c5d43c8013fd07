"""Pushes the lines of all workloads to Loki: the option `logs=loki`.

Lambda retries what Loki does not accept now; CloudWatch keeps the lines in any case.
"""

from __future__ import annotations

from typing import Any, Protocol

from shared.adapters.loki import LokiPush
from shared.runtime.lines import in_event, push_body
from shared.runtime.observability import metric
from shared.runtime.observed import observed
from shared.runtime.settings import read_settings

WORKLOAD = "forward"


class Sink(Protocol):
    """Takes lines, and returns whether it took all."""

    def push(self, body: bytes) -> bool: ...


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    forward(event, LokiPush(read_settings().need("loki_url")))


def forward(event: dict[str, Any], sink: Sink) -> None:
    """Push the lines of an event of CloudWatch Logs."""
    lines = list(in_event(event))
    if lines and not sink.push(push_body(lines)):
        metric(WORKLOAD, "LinesRefused", len(lines))
