"""Handles a batch of a queue's mapping: SQS redelivers failed messages, up to the queue's tries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from types import UnionType
from typing import TYPE_CHECKING, Any

from msgspec.json import Decoder

from shared.application.letters.failure_key import failure_key
from shared.application.ports import CacheUnavailable
from shared.runtime.observability import metric, one_line

NOTED_MS = 24 * 3600 * 1000
"""Milliseconds for which a message's error is noted: longer than a queue's tries take."""

if TYPE_CHECKING:
    from shared.runtime.bootstrap import Application


def handle_messages[T](
    application: Application,
    workload: str,
    kind: type[T] | UnionType,
    event: dict[str, Any],
    handle: Callable[[T, int], object],
) -> dict[str, list[dict[str, str]]]:
    """Handle an SQS event's messages, with the number of each try; return the partial response.

    It stops at the first failure, so that the order within a group is kept.
    """
    decode = Decoder(kind).decode
    records = event["Records"]
    with one_line(workload):
        for done, record in enumerate(records):
            attributes = record["attributes"]
            age = application.clock() - _sent(attributes)
            metric(workload, "MessageAge", age.total_seconds() * 1000, "Milliseconds")
            try:
                handle(decode(record["body"]), int(attributes["ApproximateReceiveCount"]))
            except Exception as fault:  # noqa: BLE001 - the edge: logged once, then tried again
                application.on_fault(fault)
                _note(application, record["messageId"], fault)
                metric(workload, "MessagesFailed", 1)
                left = [{"itemIdentifier": each["messageId"]} for each in records[done:]]
                return {"batchItemFailures": left}
    return {"batchItemFailures": []}


def _note(application: Application, message: str, fault: Exception) -> None:
    """Note the class of the error, in case the message becomes a dead letter."""
    with suppress(CacheUnavailable):
        name = type(fault).__name__.encode()
        application.coordination.put(failure_key(message), name, NOTED_MS)


def _sent(attributes: dict[str, str]) -> datetime:
    return datetime.fromtimestamp(int(attributes["SentTimestamp"]) / 1000, UTC)
