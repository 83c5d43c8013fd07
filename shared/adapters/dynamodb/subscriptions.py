"""Who listens to which channel, in the table `sockets`: on the command path, so botocore alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zlib import crc32

from shared.application.ports import Subscriber

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

BUCKETS = 16
"""A crowd subscribes to a battle at once, and a key takes about 1,000 writes a second."""

SUBSCRIPTION_LIVES = timedelta(hours=2, minutes=10)


class DynamoDbSubscriptions:
    """A row for each channel and connection, and the index `by_connection`."""

    def __init__(self, client: DynamoDBClient, table: str, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._table = table
        self._clock = clock

    def add(self, channel: str, subscriber: Subscriber) -> None:
        expires = int((self._clock() + SUBSCRIPTION_LIVES).timestamp())
        self._client.put_item(
            TableName=self._table,
            Item={
                **self._key(channel, subscriber.connection),
                "connection": {"S": subscriber.connection},
                "username": {"S": subscriber.username},
                "offset": {"N": str(subscriber.offset)},
                "expires": {"N": str(expires)},
            },
        )

    def remove(self, channel: str, connection: str) -> bool:
        removed = self._client.delete_item(
            TableName=self._table, Key=self._key(channel, connection), ReturnValues="ALL_OLD"
        )
        return "Attributes" in removed

    def remove_all(self, connection: str) -> list[str]:
        channels = self.channels(connection)
        for channel in channels:
            self.remove(channel, connection)
        return channels

    def channels(self, connection: str) -> list[str]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="by_connection",
            KeyConditionExpression="#connection = :connection",
            ExpressionAttributeNames={"#connection": "connection"},
            ExpressionAttributeValues={":connection": {"S": connection}},
        )
        keys = [item["pk"]["S"] for page in pages for item in page["Items"]]
        return [key.split("#")[1] for key in keys]

    def buckets(self, channel: str) -> int:
        return 1 if channel.startswith("private-") else BUCKETS

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        buckets = range(self.buckets(channel)) if bucket is None else (bucket,)
        for each in buckets:
            yield from self._members(f"channel#{channel}#{each}")

    def _members(self, key: str) -> Iterator[Subscriber]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": key}},
            ConsistentRead=True,
        )
        for page in pages:
            for item in page["Items"]:
                yield Subscriber(
                    item["connection"]["S"], item["username"]["S"], int(item["offset"]["N"])
                )

    def _key(self, channel: str, connection: str) -> dict[str, Any]:
        bucket = crc32(connection.encode()) % self.buckets(channel)
        return {"pk": {"S": f"channel#{channel}#{bucket}"}, "sk": {"S": connection}}
