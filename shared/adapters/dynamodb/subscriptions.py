"""Stores subscriptions of connections to channels in the table `sockets`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from shared.adapters.answering import answering, code_of
from shared.adapters.dynamodb.client import DynamoDbClient, queried
from shared.adapters.dynamodb.listened import Listened
from shared.application.channels.ports import Subscriber
from shared.kernel.names import is_value, shown_by

BUCKETS = 16
"""Partition keys for one stream: a crowd subscribes to a battle at once, and one key takes about
1,000 writes a second."""

SUBSCRIPTION_LIVES = timedelta(hours=2, minutes=10)


class DynamoDbSubscriptions:
    """One row for each channel and connection, with the index `by_connection`.

    All channels of a stream share their partition keys; the sort key ends with the viewer.
    """

    def __init__(self, client: DynamoDbClient, table: str, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._table = table
        self._clock = clock
        self._listened = Listened(client, table, clock)

    def add(self, subscriber: Subscriber) -> None:
        self._listened.mark(shown_by(subscriber.channel))
        with answering():
            self._client.put_item(TableName=self._table, Item=self._item(subscriber))

    def advance(self, subscriber: Subscriber) -> None:
        try:
            with answering():
                self._client.put_item(
                    TableName=self._table,
                    Item=self._item(subscriber),
                    ConditionExpression="attribute_exists(pk)",
                )
        except Exception as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise

    def remove(self, channel: str, connection: str) -> bool:
        with answering():
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
        items = self._query(
            IndexName="by_connection",
            KeyConditionExpression="#connection = :connection",
            ExpressionAttributeNames={"#connection": "connection"},
            ExpressionAttributeValues={":connection": {"S": connection}},
        )
        return list(map(_channel_of, items))

    def buckets(self, channel: str) -> int:
        return BUCKETS if is_value(channel) else 1

    def members(self, channel: str, bucket: int | None = None) -> Iterator[Subscriber]:
        buckets = range(self.buckets(channel)) if bucket is None else (bucket,)
        for each in buckets:
            yield from self._members(f"channel#{channel}#{each}")

    def listened(self, *, begin: bool = False) -> Callable[[str], bool]:
        return self._listened.look(begin=begin)

    def _members(self, key: str) -> Iterator[Subscriber]:
        items = self._query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": key}},
            ConsistentRead=True,
        )
        for item in items:
            yield Subscriber(
                _channel_of(item),
                item["connection"]["S"],
                item["username"]["S"],
                int(item["offset"]["N"]),
            )

    def _query(self, **query: Any) -> Iterator[dict[str, Any]]:
        return queried(self._client, TableName=self._table, **query)

    def _item(self, subscriber: Subscriber) -> dict[str, Any]:
        expires = int((self._clock() + SUBSCRIPTION_LIVES).timestamp())
        return {
            **self._key(subscriber.channel, subscriber.connection),
            "connection": {"S": subscriber.connection},
            "username": {"S": subscriber.username},
            "offset": {"N": str(subscriber.offset)},
            "expires": {"N": str(expires)},
        }

    def _key(self, channel: str, connection: str) -> dict[str, Any]:
        bucket = crc32(connection.encode()) % self.buckets(channel)
        shown = shown_by(channel)
        return {
            "pk": {"S": f"channel#{shown}#{bucket}"},
            "sk": {"S": connection + channel.removeprefix(shown)},
        }


def _channel_of(item: dict[str, Any]) -> str:
    """Return the channel of a row, made of what it shows and the viewer."""
    shown = item["pk"]["S"].removeprefix("channel#").rpartition("#")[0]
    viewer = item["sk"]["S"].removeprefix(item["connection"]["S"])
    return f"{shown}{viewer}"
