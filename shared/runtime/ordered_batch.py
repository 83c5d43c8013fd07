"""Handles a batch of a Kinesis mapping: each key in order, none held up by another.

Lambda takes the lowest failed sequence number as its checkpoint and delivers everything from there
again, also what succeeded. So whatever handles the records must be idempotent.
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
"""A record that still fails at this age, while all that it needs answers, is set aside.

An outage is no record's fault and is waited for, up to the age limit of the mapping.
"""

BATCH_SECONDS = 15
"""Half of a consumer's time limit: what has not begun by then is delivered again.

Stores that hang would otherwise use up the limit, and all that was done would be done again.
"""

type Raw = dict[str, Any]
"""A record as Lambda hands it over."""


@dataclass(frozen=True, slots=True)
class Record[T]:
    """A part of a record of the stream: the whole, if it holds one thing."""

    sequence: str
    arrived: datetime
    raw: Raw
    content: T


@dataclass(frozen=True, slots=True)
class Consumer[T]:
    """What a workload does with its stream.

    `decode` tells what a record holds; a record of which a part fails is delivered again, whole.
    `handle` gets all records of one key in order, or one of them; it raises to have them again.
    What `decode` refuses, and what keeps failing, goes to `set_aside` with the reason. `log`
    gets an error and the key of its record, or nothing where that can't be read.
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
            except Exception as error:  # noqa: BLE001 - what can't be read now never can
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
        """Write the metrics, and each kind of failure once a batch."""
        for error, key in self._errors.values():
            self._consumer.log(error, key)
        measure = self._consumer.measure
        age = max((self._age(_arrived(raw)) for raw in raws), default=0.0)
        measure("RecordAge", age * 1000, "Milliseconds")
        measure("Records", len(raws), "Count")
        measure("RecordsFailed", len(self.failed), "Count")
        measure("RecordsSetAside", self._set_aside_count, "Count")

    def _handle(self, group: Sequence[Record[T]]) -> bool:
        """Handle a key's records at once; where that fails, one by one up to the first failure."""
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
        """Keep a record whole; where even that fails it is delivered again."""
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
