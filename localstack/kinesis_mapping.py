"""Correction of MiniStack: stream consumers fail as they do on AWS.

Stock MiniStack takes `batchItemFailures` for success, so records vanish, and retries an exception
for ever. Here a batch is read again from its lowest failed record, a batch that raised is halved
until one record is left, and a record out of tries or too old goes to the on-failure bucket.
Each mapping and shard has one batch at a time, as with a parallelization factor of 1.
"""

# ruff: noqa: SLF001 - the corrected code is inside the package

from __future__ import annotations

import time
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import (
    get_region,
    request_scope,
)
from ministack.services import (
    kinesis,
    lambda_svc,
)

from localstack.failed_record import ship

BACKOFF_SECONDS = 0.2
LONGEST_BACKOFF_SECONDS = 1.0  # AWS waits longer, but tests should end soon

type Mapping = dict[str, Any]
type Record = dict[str, Any]


@dataclass
class Reader:
    """A mapping's position in a shard; `tries` counts the failures of the next record.

    `after` is a sequence number, not an index into the list, as the stream drops old records.
    """

    after: int
    most: int
    tries: int = 0


_readers: dict[str, Reader] = {}


def poll() -> bool:
    """Start all possible invocations; return whether there were any."""
    started = False
    for account, region, mapping in lambda_svc._iter_all_esms():
        with request_scope(account, region):
            for shard_id, shard in _shards(mapping):
                started |= _start(mapping, shard_id, shard)
    return started


def _shards(mapping: Mapping) -> list[tuple[str, dict[str, Any]]]:
    source = mapping["EventSourceArn"]
    if ":kinesis:" not in source or not mapping["Enabled"]:
        return []
    stream = kinesis._streams.get(source.rpartition("/")[2])
    return list(stream["shards"].items()) if stream else []


def _start(mapping: Mapping, shard_id: str, shard: dict[str, Any]) -> bool:
    key = f"{mapping['UUID']}/{shard_id}"
    if lambda_svc._esm_inflight.get(key):
        return False
    records = shard["records"]
    if key not in _readers:
        latest = mapping["StartingPosition"] == "LATEST" and records
        _readers[key] = Reader(_number(records[-1]) if latest else 0, mapping["BatchSize"])
    reader = _readers[key]
    place = bisect_right(records, reader.after, key=_number)
    batch = records[place : place + reader.most]
    if not batch:
        return False
    lambda_svc._dispatch_esm_batch(key, _consume, mapping, shard_id, reader, batch)
    return True


def _number(record: Record) -> int:
    return int(record["SequenceNumber"])


def _consume(mapping: Mapping, shard_id: str, reader: Reader, batch: list[Record]) -> None:
    function, _ = lambda_svc._get_func_record_for_qualifier(
        mapping["FunctionName"], mapping["Qualifier"]
    )
    if function is None:
        return
    result = lambda_svc._execute_function(function, _event(mapping, shard_id, batch))
    failed = _first_failed(result, batch)
    if failed is None:
        reader.after = _number(batch[-1])
        reader.tries, reader.most = 0, mapping["BatchSize"]
        return
    if failed:
        reader.after, reader.tries = _number(batch[failed - 1]), 0
    reader.tries += 1
    if result.get("error") and len(batch) > 1:
        reader.tries, reader.most = 0, len(batch) // 2
    elif reason := _gives_up(mapping, reader, batch[failed]):
        record = batch[failed]
        ship(mapping, shard_id, record, _event(mapping, shard_id, [record]), reason)
        reader.after = _number(record)
        reader.tries, reader.most = 0, mapping["BatchSize"]
    # The mapping counts as busy until this returns, and then the poller is woken.
    time.sleep(min(BACKOFF_SECONDS * reader.tries, LONGEST_BACKOFF_SECONDS))


def _event(mapping: Mapping, shard_id: str, batch: list[Record]) -> dict[str, Any]:
    return {
        "Records": [
            {
                "kinesis": {
                    "kinesisSchemaVersion": "1.0",
                    "partitionKey": record["PartitionKey"],
                    "sequenceNumber": record["SequenceNumber"],
                    "data": record["Data"],
                    "approximateArrivalTimestamp": record["ApproximateArrivalTimestamp"],
                },
                "eventSource": "aws:kinesis",
                "eventVersion": "1.0",
                "eventID": f"{shard_id}:{record['SequenceNumber']}",
                "eventName": "aws:kinesis:record",
                "invokeIdentityArn": "arn:aws:iam::000000000000:role/lambda-role",
                "awsRegion": get_region(),
                "eventSourceARN": mapping["EventSourceArn"],
            }
            for record in batch
        ]
    }


def _first_failed(result: dict[str, Any], batch: list[Record]) -> int | None:
    """Return the index of the lowest failed record; an unknown identifier fails the whole batch."""
    if result.get("error"):
        return 0
    body = result.get("body")
    failures = body.get("batchItemFailures") if isinstance(body, dict) else None
    if not failures:
        return None
    places = {record["SequenceNumber"]: place for place, record in enumerate(batch)}
    return min(places.get(failure.get("itemIdentifier"), 0) for failure in failures)


def _gives_up(mapping: Mapping, reader: Reader, record: Record) -> str:
    """Return the condition that ends a record's retries, as Lambda names it, or ''."""
    retries = int(mapping.get("MaximumRetryAttempts", -1))
    oldest = int(mapping.get("MaximumRecordAgeInSeconds", -1))
    age = time.time() - record["ApproximateArrivalTimestamp"]  # noqa: TID251 - the emulator's clock
    if 0 <= retries < reader.tries:
        return "RetryAttemptsExhausted"
    return "RecordAgeExceeded" if 0 <= oldest < age else ""


def correct() -> None:
    lambda_svc._poll_kinesis = poll
