"""Puts records on a Kinesis stream, in order within a key."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from shared.adapters.answering import answering

if TYPE_CHECKING:
    from mypy_boto3_kinesis import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

MOST_RECORDS = 500
MOST_BYTES = 4_000_000
"""Maximum bytes of data in one request; Kinesis takes 5 MB including the keys."""

TRIES = 4

type Record = tuple[str, bytes]
"""A record's key and data."""


class KinesisStream:
    """Any record of a PutRecords request may fail while later ones succeed.

    So a request carries one record of each key; the next one of a key follows after its success.
    `pause(n)` waits a random time before the n-th retry, counted from 0.
    """

    def __init__(self, client: KinesisClient, stream: str, pause: Callable[[int], None]) -> None:
        self._client = client
        self._stream = stream
        self._pause = pause

    def put(self, records: Sequence[Record]) -> Sequence[Record]:
        """Put records, and return those that were written: for each key, only the first may be."""
        waiting: dict[str, deque[Record]] = {}
        for record in records:
            waiting.setdefault(record[0], deque()).append(record)
        done: list[Record] = []
        while waiting:
            stored = self._put_first({key: each[0] for key, each in waiting.items()})
            done += [waiting[key].popleft() for key in stored]
            waiting = {key: waiting[key] for key in stored if waiting[key]}
        return done

    def _put_first(self, records: Mapping[str, Record]) -> list[str]:
        """Put one record of each key; return the keys of the records that were written."""
        left = dict(records)
        for attempt in range(TRIES):
            if attempt:
                self._pause(attempt - 1)
            for key in [key for request in _requests(left) for key in self._send(request)]:
                del left[key]
            if not left:
                break
        return [key for key in records if key not in left]

    def _send(self, request: Sequence[PutRecordsRequestEntryTypeDef]) -> list[str]:
        with answering():
            answer = self._client.put_records(StreamName=self._stream, Records=request)
        return [
            record["PartitionKey"]
            for record, result in zip(request, answer["Records"], strict=True)
            if "ErrorCode" not in result
        ]


def _requests(records: Mapping[str, Record]) -> Iterator[list[PutRecordsRequestEntryTypeDef]]:
    request: list[PutRecordsRequestEntryTypeDef] = []
    size = 0
    for key, data in records.values():
        if request and (len(request) == MOST_RECORDS or size + len(data) > MOST_BYTES):
            yield request
            request, size = [], 0
        request.append({"Data": data, "PartitionKey": key})
        size += len(data)
    if request:
        yield request
