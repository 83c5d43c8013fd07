"""The heartbeat over a real replication: a table's changes in a Kinesis stream of an emulator."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import boto3
import pytest

from functions.scheduled import lifecycle
from functions.streams import delivery, rank, reward
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.application.lifecycle.heartbeat import EVERY, heartbeat
from shared.runtime.once import once
from tests.codec import CODEC
from tests.functions.battle_application import BattleApplication, Shard
from tests.ports.log_stores import dynamodb, new_log_table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_kinesis import KinesisClient


class Replicated(BattleApplication):
    """An application whose log is a table that is replicated to a stream."""

    def __init__(self, tables: DynamoDBClient, streams: KinesisClient) -> None:
        super().__init__()
        self._tables = tables
        self._streams = streams
        self._table = new_log_table(tables)
        self._stream = f"events-{uuid4().hex}"
        streams.create_stream(StreamName=self._stream, ShardCount=1)
        streams.get_waiter("stream_exists").wait(StreamName=self._stream)
        summary = streams.describe_stream_summary(StreamName=self._stream)
        self._arn = summary["StreamDescriptionSummary"]["StreamARN"]

    @once
    def log(self) -> DynamoDbLog:
        return DynamoDbLog(self._tables, self._table, CODEC)

    def start_replication(self) -> None:
        self._tables.enable_kinesis_streaming_destination(
            TableName=self._table, StreamArn=self._arn
        )

    def stop_replication(self) -> None:
        self._tables.disable_kinesis_streaming_destination(
            TableName=self._table, StreamArn=self._arn
        )

    def consume(self, expected: int) -> None:
        """Hand all that the stream has to each consumer, once it has as much as is expected."""
        datas = self._records()
        while len(datas) < expected:
            datas = self._records()
        assert len(datas) == expected
        for consume in (rank.consume, delivery.consume, reward.consume):
            Shard(datas).deliver(partial(consume, self))

    def _records(self) -> list[bytes]:
        (shard,) = self._streams.list_shards(StreamName=self._stream)["Shards"]
        iterator = self._streams.get_shard_iterator(
            StreamName=self._stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records = self._streams.get_records(ShardIterator=iterator)["Records"]
        return [each["Data"] for each in records]

    def lag(self) -> float:
        return heartbeat(self, lifecycle.CONSUMERS).total_seconds()


@pytest.fixture
def site(ministack_url: str) -> Iterator[Replicated]:
    streams = boto3.client("kinesis", endpoint_url=ministack_url, region_name="us-east-1")
    yield Replicated(dynamodb(ministack_url), streams)
    streams.close()


def test_is_silent_while_the_table_is_replicated(site: Replicated) -> None:
    site.start_replication()
    for beats in (1, 2):
        site.lag()
        site.consume(beats)
        assert site.lag() == 0
        site.time.pass_seconds(EVERY.total_seconds())


def test_tells_that_replication_stopped_and_that_it_goes_on(site: Replicated) -> None:
    site.start_replication()
    site.lag()
    site.consume(1)
    site.stop_replication()
    site.time.pass_seconds(EVERY.total_seconds())
    site.lag()
    site.time.pass_seconds(60)
    site.consume(1)
    assert site.lag() == 60
    site.start_replication()  # what was missed does not come again
    site.time.pass_seconds(EVERY.total_seconds())
    assert site.lag() == 60 + EVERY.total_seconds()
    site.consume(2)
    assert site.lag() == 0
