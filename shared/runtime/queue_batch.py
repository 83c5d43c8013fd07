"""Handles a batch of a queue's mapping: what fails is delivered again, up to the queue's tries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from types import UnionType
from typing import TYPE_CHECKING, Any

from msgspec.json import Decoder

from shared.runtime.observability import metric

if TYPE_CHECKING:
    from shared.runtime.bootstrap import Application


def handle_messages[T](
    application: Application,
    workload: str,
    kind: type[T] | UnionType,
    event: dict[str, Any],
    handle: Callable[[T, int], object],
) -> dict[str, list[dict[str, str]]]:
    """Handle an SQS event's messages with the number of their try; return the partial response.

    Stops at the first failure, so that the order of a group is kept.
    """
    records, measure, decode = event["Records"], partial(metric, workload), Decoder(kind).decode
    for done, record in enumerate(records):
        attributes = record["attributes"]
        sent = datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC)
        measure("MessageAge", (application.clock() - sent).total_seconds() * 1000, "Milliseconds")
        try:
            handle(decode(record["body"]), int(attributes["ApproximateReceiveCount"]))
        except Exception as fault:  # noqa: BLE001 - the edge: logged once, then tried again
            application.on_fault(fault)
            measure("MessagesFailed", 1)
            left = [{"itemIdentifier": each["messageId"]} for each in records[done:]]
            return {"batchItemFailures": left}
    return {"batchItemFailures": []}
