from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from msgspec.json import decode

from shared.adapters.memory.failed_records import InMemoryFailedRecords
from shared.adapters.s3.failed_records import S3FailedRecords
from shared.application.ports import FailedRecords
from tests.ports.account import account

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

type Kept = Callable[[], list[tuple[Any, str]]]
type Bench = tuple[FailedRecords, Kept]


def in_memory() -> Iterator[Bench]:
    records = InMemoryFailedRecords()
    yield records, lambda: list(records.kept.values())


def on_s3() -> Iterator[Bench]:
    with account():
        client: S3Client = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        client.create_bucket(Bucket="failed")

        def kept() -> list[tuple[Any, str]]:
            found = []
            for each in client.list_objects_v2(Bucket="failed", Prefix="rank/").get("Contents", []):
                body = client.get_object(Bucket="failed", Key=each["Key"])["Body"].read()
                value = decode(body)
                found.append((value["record"], value["reason"]))
            return found

        yield S3FailedRecords(client, "failed"), kept


@pytest.fixture(params=[in_memory, on_s3], ids=lambda each: each.__name__)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    yield from request.param()


class TestKeep:
    def test_keeps_the_record_whole_with_its_reason(self, bench: Bench) -> None:
        records, kept = bench
        record = {"eventID": "shardId-0:1", "kinesis": {"data": "AAEC", "nested": [1, None]}}
        records.keep("rank", "shardId-0:1", record, "NotACommit: …")
        assert kept() == [(record, "NotACommit: …")]

    def test_keeps_one_of_a_record_that_comes_twice(self, bench: Bench) -> None:
        records, kept = bench
        records.keep("rank", "a/b", {}, "first")
        records.keep("rank", "a/b", {}, "second")
        assert kept() == [({}, "second")]
