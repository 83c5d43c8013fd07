"""Consumes the records of any Kinesis stream."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from shared.runtime.observability import about, metric, one_line
from shared.runtime.ordered_batch import Consumer, handle_in_order

if TYPE_CHECKING:
    from shared.runtime.bootstrap import Application


def consume_stream[T](
    application: Application,
    workload: str,
    event: dict[str, Any],
    *,
    decode: Callable[[bytes], Sequence[T]],
    key: Callable[[T], str],
    handle: Callable[[Sequence[T]], object],
) -> dict[str, list[dict[str, str]]]:
    """Handle the records of a Kinesis event; set aside, whole, a record that can't be handled."""

    def set_aside(raw: dict[str, Any], reason: str) -> None:
        application.failed_records.keep(workload, raw["eventID"], raw, reason)

    def log(fault: Exception, of: str) -> None:
        with about(stream=of):
            application.on_fault(fault)

    consumer = Consumer(
        decode=decode,
        key=key,
        handle=handle,
        set_aside=set_aside,
        log=log,
        measure=partial(metric, workload),
        now=application.clock,
    )
    with one_line(workload):
        return handle_in_order(event["Records"], consumer)
