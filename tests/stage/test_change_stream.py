"""The change stream of the launcher's MiniStack promises no more than that of AWS."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import batched, chain
from typing import Any

import pytest

from localstack.deploy import Account
from tests.stage.emulator import emulator
from tests.stage.watch import eventually

pytestmark = pytest.mark.stage

ITEMS = 500


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with emulator() as started:
        yield started.account


def made(account: Account) -> None:
    """Make a table whose changes go to a stream of two shards, and put items into it in order."""
    dynamodb, kinesis = account.client("dynamodb"), account.client("kinesis")
    kinesis.create_stream(StreamName="changes", ShardCount=2)
    stream = kinesis.describe_stream_summary(StreamName="changes")["StreamDescriptionSummary"]
    dynamodb.create_table(
        TableName="log",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamodb.enable_kinesis_streaming_destination(TableName="log", StreamArn=stream["StreamARN"])
    assert eventually(lambda: _is_on(dynamodb))
    for some in batched(range(ITEMS), 25, strict=False):
        puts = [{"PutRequest": {"Item": {"pk": {"S": "one"}, "sk": {"N": str(n)}}}} for n in some]
        dynamodb.batch_write_item(RequestItems={"log": puts})


def _is_on(dynamodb: Any) -> bool:
    found = dynamodb.describe_kinesis_streaming_destination(TableName="log")
    (destination,) = found["KinesisDataStreamDestinations"]
    return bool(destination["DestinationStatus"] == "ACTIVE")


def shards(account: Account) -> list[list[dict[str, Any]]]:
    kinesis = account.client("kinesis")
    records = []
    for shard in kinesis.list_shards(StreamName="changes")["Shards"]:
        place = kinesis.get_shard_iterator(
            StreamName="changes", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records.append(kinesis.get_records(ShardIterator=place, Limit=10_000)["Records"])
    return records


def number(record: dict[str, Any]) -> int:
    return int(json.loads(record["Data"])["dynamodb"]["Keys"]["sk"]["N"])


def test_brings_all_changes_of_a_key_spread_and_some_twice_or_late(account: Account) -> None:
    made(account)
    assert eventually(lambda: len({number(each) for each in chain(*shards(account))}) == ITEMS)
    spread = shards(account)
    assert all(len(each) > ITEMS / 4 for each in spread)
    records = list(chain(*spread))
    assert all(re.fullmatch(r"[0-9A-F]{32}", each["PartitionKey"]) for each in records)
    times = Counter(map(number, records))
    assert set(times.values()) == {1, 2}
    orders = [list(map(number, each)) for each in spread]
    assert any(each != sorted(each) for each in orders)
