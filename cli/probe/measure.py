"""Makes a table, a bucket and a stream, calls them, and removes them again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from typing import Any
from uuid import uuid4

import boto3
from botocore.config import Config

from shared.adapters.aws.dynamodb import DynamoDb
from shared.runtime.lean import dynamodb

ENTRY = bytes(900)
"""An entry of the journal, about."""

SEGMENT = bytes(64 * 1024)
QUERIED = 16
SERVICES = ("dynamodb", "s3", "kinesis")


def measure(region: str, endpoint: str | None, count: int) -> Mapping[str, list[float]]:
    """Return the seconds of `count` calls of each kind."""
    name = f"rumpus-probe-{uuid4().hex[:12]}"
    with ExitStack() as made:
        tables, buckets, streams = (
            made.enter_context(_client(each, region, endpoint)) for each in SERVICES
        )
        table = made.enter_context(_table(tables, name))
        bucket = made.enter_context(_bucket(buckets, name, region))
        stream = made.enter_context(_stream(streams, name))
        lean = made.enter_context(closing(_lean(region, endpoint)))
        calls = {**_of_dynamodb(lean, table), **bucket, **stream}
        return {kind: _times(call, count) for kind, call in calls.items()}


def _times(call: Callable[[int], object], count: int) -> list[float]:
    """Call once beforehand, so that no connection is made in what is measured."""
    call(0)
    times = []
    for number in range(1, count + 1):
        began = time.perf_counter()
        call(number)
        times.append(time.perf_counter() - began)
    return times


def _client(service: str, region: str, endpoint: str | None) -> Any:
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
    session: Any = boto3.Session(region_name=region)
    return closing(session.client(service, endpoint_url=endpoint, config=config))


def _lean(region: str, endpoint: str | None) -> DynamoDb:
    """Return the client that the product uses."""
    told = {**os.environ, "AWS_REGION": region}
    return dynamodb(told | ({"AWS_ENDPOINT_URL": endpoint} if endpoint else {}))


def _of_dynamodb(client: DynamoDb, table: str) -> dict[str, Callable[[int], object]]:
    free = {"TableName": table, "ConditionExpression": "attribute_not_exists(pk)"}

    def item(kind: str, number: int) -> dict[str, Any]:
        return {"pk": {"S": kind}, "sk": {"N": str(number)}, "entry": {"B": ENTRY}}

    def transact(number: int) -> object:
        puts = [{"Put": {**free, "Item": item(kind, number)}} for kind in ("one", "other")]
        return client.transact_write_items(TransactItems=puts)

    def query(_: int) -> object:
        return client.query(
            TableName=table,
            KeyConditionExpression="pk = :put",
            ExpressionAttributeValues={":put": {"S": "put"}},
            ConsistentRead=True,
            Limit=QUERIED,
        )

    return {
        "DynamoDB put": lambda number: client.put_item(**free, Item=item("put", number)),
        "DynamoDB transaction of two": transact,
        "DynamoDB query of 16": query,
    }


@contextmanager
def _table(client: Any, name: str) -> Iterator[str]:
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
        ],
    )
    try:
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 2})
        yield name
    finally:
        client.delete_table(TableName=name)


@contextmanager
def _bucket(client: Any, name: str, region: str) -> Iterator[dict[str, Callable[[int], object]]]:
    place = {} if region == "us-east-1" else {"LocationConstraint": region}
    client.create_bucket(Bucket=name, **({"CreateBucketConfiguration": place} if place else {}))
    there = {"Bucket": name, "Key": "segment"}
    try:
        yield {
            "S3 put of 64 KB": lambda _: client.put_object(**there, Body=SEGMENT),
            "S3 get of 64 KB": lambda _: client.get_object(**there)["Body"].read(),
        }
    finally:
        client.delete_object(**there)
        client.delete_bucket(Bucket=name)


@contextmanager
def _stream(client: Any, name: str) -> Iterator[dict[str, Callable[[int], object]]]:
    client.create_stream(StreamName=name, ShardCount=1)
    record = {"StreamName": name, "Data": ENTRY}
    try:
        client.get_waiter("stream_exists").wait(StreamName=name, WaiterConfig={"Delay": 2})
        yield {"Kinesis put": lambda number: client.put_record(**record, PartitionKey=str(number))}
    finally:
        client.delete_stream(StreamName=name)
