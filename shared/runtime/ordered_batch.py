"""Handles a batch of a Kinesis mapping: each key in order, no key held up by another.

Lambda takes the lowest failed sequence number as its checkpoint and delivers all records from there
again, including those that succeeded. So handlers must be idempotent.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.application.ports import Unavailable
from shared.runtime.envelope import Unit

PATIENCE_SECONDS = 60
"""Age in seconds at which a record that still fails, though no store is unavailable, is set aside.

In an outage the record is retried up to the age limit of the mapping.
"""

BATCH_SECONDS = 15
"""Half of a consumer's timeout in seconds: records not begun by then are delivered again.

Otherwise hanging stores would use up the timeout, and all finished work would be repeated.
"""

type Raw = dict[str, Any]
"""A record as Lambda passes it."""


@dataclass(frozen=True, slots=True)
class Record[T]:
    """One decoded part of a stream's record; the only part, if the record holds one."""

    sequence: str
    arrived: datetime
    raw: Raw
    content: T


@dataclass(frozen=True, slots=True)
class Consumer[T]:
    """What a workload does with its stream.

    `decode` returns a record's parts; if one part fails, the whole record is delivered again.
    `handle` gets all records of one key in order, or one of them; it raises to get them again.
    A record that `decode` refuses, or that keeps failing, goes to `set_aside` with the reason.
    `log` gets an error and the key of its record, which is empty if it can't be read.
    """

    decode: Callable[[bytes], Sequence[T]]
    key: Callable[[T], str]
    handle: Callable[[Sequence[T]], object]
    set_aside: Callable[[Raw, str], object]
    log: Callable[[Exception, str], object]
    measure: Callable[[str, float, Unit], object]
    now: Callable[[], datetime]


def handle_in_order[T](
    records: Iterable[Raw], consumer: Consumer[T]
) -> dict[str, list[dict[str, str]]]:
    """Handle the records of a Kinesis event; return Lambda's partial batch response."""
    raws = list(records)
    batch = _Batch(consumer)
    batch.run(raws)
    batch.report(raws)
    lowest = sorted(batch.failed, key=int)[:1]
    return {"batchItemFailures": [{"itemIdentifier": each} for each in lowest]}


class _Batch[T]:
    def __init__(self, consumer: Consumer[T]) -> None:
        self.failed: list[str] = []
        self._consumer = consumer
        self._set_aside_count = 0
        self._errors: dict[type[Exception], tuple[Exception, str]] = {}

    def run(self, raws: Iterable[Raw]) -> None:
        groups: dict[str, list[Record[T]]] = {}
        for raw in raws:
            try:
                contents = self._consumer.decode(b64decode(raw["kinesis"]["data"]))
            except Exception as error:  # noqa: BLE001 - an unreadable record stays unreadable
                self._set_aside(raw, error)
                continue
            for content in contents:
                record = Record(_sequence(raw), _arrived(raw), raw, content)
                groups.setdefault(self._consumer.key(content), []).append(record)
        until = self._consumer.now() + timedelta(seconds=BATCH_SECONDS)
        for group in groups.values():
            if self._consumer.now() > until:
                self.failed.append(group[0].sequence)
            else:
                self._handle(group)

    def report(self, raws: Sequence[Raw]) -> None:
        """Write the metrics, and log each kind of failure once."""
        for error, key in self._errors.values():
            self._consumer.log(error, key)
        measure = self._consumer.measure
        age = max((self._age(_arrived(raw)) for raw in raws), default=0.0)
        measure("RecordAge", age * 1000, "Milliseconds")
        measure("Records", len(raws), "Count")
        measure("RecordsFailed", len(self.failed), "Count")
        measure("RecordsSetAside", self._set_aside_count, "Count")

    def _handle(self, group: Sequence[Record[T]]) -> bool:
        """Handle a key's records at once; if that fails, one by one up to the first failure."""
        first = group[0]
        key = self._consumer.key(first.content)
        try:
            self._consumer.handle([record.content for record in group])
        except Unavailable as error:
            return self._again(first.raw, error, key)
        except Exception as error:  # noqa: BLE001 - any failure is a reason to try again
            if len(group) > 1:
                return all(self._handle([record]) for record in group)
            if self._age(first.arrived) > PATIENCE_SECONDS:
                return self._set_aside(first.raw, error, key)
            return self._again(first.raw, error, key)
        return True

    def _set_aside(self, raw: Raw, error: Exception, key: str = "") -> bool:
        """Set a record aside, whole; return whether that succeeded, else it is delivered again."""
        try:
            self._consumer.set_aside(raw, f"{type(error).__name__}: {error}")
        except Exception as fault:  # noqa: BLE001 - any failure is a reason to try again
            return self._again(raw, fault, key)
        self._errors.setdefault(type(error), (error, key))
        self._set_aside_count += 1
        return True

    def _again(self, raw: Raw, error: Exception, key: str) -> bool:
        self._errors.setdefault(type(error), (error, key))
        self.failed.append(_sequence(raw))
        return False

    def _age(self, arrived: datetime) -> float:
        return (self._consumer.now() - arrived).total_seconds()


def _sequence(raw: Raw) -> str:
    return str(raw["kinesis"]["sequenceNumber"])


def _arrived(raw: Raw) -> datetime:
    return datetime.fromtimestamp(raw["kinesis"]["approximateArrivalTimestamp"], UTC)
