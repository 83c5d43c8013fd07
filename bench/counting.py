"""Ports that count what they are asked for, in the units that AWS bills."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from math import ceil
from typing import Any

from msgspec.json import encode

from shared.adapters.dynamodb.client import DynamoDbClient, Item
from shared.adapters.memory.sockets import InMemorySockets
from shared.adapters.valkey.client import Client
from shared.realtime.websocket import frame

type Counts = defaultdict[str, float]

WRITE_BYTES, READ_BYTES = 1024, 4096
INDEXED = frozenset({"family", "listed", "connection"})
"""An item with one of these is written to an index too."""

_UNCOUNTED = ("cmdstat_eval", "cmdstat_script", "cmdstat_info", "cmdstat_config", "cmdstat_client")


class CountedDynamoDb:
    """DynamoDB's client; counts `{table}.write`, `{table}.read`, `calls`, and the log's changes.

    An `append` of the log that finds its stream moved is paid for, too: `log.again` are its units.
    Indexes and change records come of what is written alone.
    """

    def __init__(self, client: DynamoDbClient, counts: Counts) -> None:
        self._client = client
        self._counts = counts

    def put_item(self, **request: Any) -> Any:
        self._written(request["TableName"], request["Item"])
        self._appended(request["TableName"])
        return self._call(self._client.put_item, request)

    def delete_item(self, **request: Any) -> Any:
        self._written(request["TableName"], request["Key"], changed=False)
        return self._call(self._client.delete_item, request)

    def transact_write_items(self, **request: Any) -> Any:
        for each in request["TransactItems"]:
            (write,) = each.values()
            self._written(write["TableName"], write.get("Item", write.get("Key")), times=2)
        self._appended(
            *{each["TableName"] for (each,) in map(dict.values, request["TransactItems"])}
        )
        return self._call(self._client.transact_write_items, request)

    def batch_execute_statement(self, **request: Any) -> Any:
        for each in request["Statements"]:
            table = each["Statement"].split('"')[1]
            names = each["Statement"].split("'")[1::2]
            self._written(table, dict(zip(names, each["Parameters"], strict=True)))
            self._appended(table)
        return self._call(self._client.batch_execute_statement, request)

    def get_item(self, **request: Any) -> Any:
        answer = self._call(self._client.get_item, request)
        found = [answer["Item"]] if "Item" in answer else []
        self._read(request["TableName"], found, consistent=request.get("ConsistentRead", False))
        return answer

    def batch_get_item(self, **request: Any) -> Any:
        answer = self._call(self._client.batch_get_item, request)
        for table, asked in request["RequestItems"].items():
            for _ in asked["Keys"]:
                self._read(table, [], consistent=True)
        return answer

    def query(self, **request: Any) -> Any:
        answer = self._call(self._client.query, request)
        consistent = request.get("ConsistentRead", False)
        self._read(request["TableName"], answer["Items"], consistent=consistent)
        return answer

    def _call(self, request: Callable[..., Any], what: dict[str, Any]) -> Any:
        self._counts["calls"] += 1
        return request(**what)

    def _written(self, table: str, item: Item, *, times: int = 1, changed: bool = True) -> None:
        """A condition that fails is paid for too, so it counts before it is tried."""
        units = ceil(size(item) / WRITE_BYTES)
        self._counts[f"{table}.write"] += units * times + len(INDEXED & item.keys()) * times
        if table == "views":
            self._counts["view bytes"] += size(item)
        if table == "log" and changed:
            self._counts["log.again"] += units * times
            self._counts["change"] += units
            self._counts["stored bytes"] += size(item)
            self._counts["change bytes"] += CHANGE_BYTES + 2 * len(encode(item))

    def _appended(self, *tables: str) -> None:
        self._counts["append"] += "log" in tables

    def _read(self, table: str, items: Iterable[Item], *, consistent: bool) -> None:
        units = max(ceil(sum(map(size, items)) / READ_BYTES), 1)
        self._counts[f"{table}.read"] += units if consistent else units / 2


CHANGE_BYTES = 350
"""Bytes of a change record without item and keys; the keys count as long as the item."""


def size(item: Item) -> int:
    """Return an item's bytes as DynamoDB counts them: a number takes about half its digits."""
    return sum(len(name.encode()) + _size_of_value(value) for name, value in item.items())


def _size_of_value(value: Item) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return ceil(len(content) / 2) + 1
        case "B":
            return len(content)
        case _:
            return len(encode(content))


class CountedValkey:
    """A client; `units` asks the server what was done, scripts' own commands included."""

    def __init__(self, client: Client, counts: Counts) -> None:
        self._client = client
        self._counts = counts
        client.execute_command("CONFIG", "RESETSTAT")

    def execute_command(self, *args: Any) -> Any:
        answer = self._client.execute_command(*args)
        self._counts["calls"] += 1
        self._counts["valkey bytes"] += _bytes(args) + _bytes(answer)
        return answer

    def forget(self, pattern: str) -> None:
        """Remove keys, uncounted."""
        for key in self._client.execute_command("KEYS", pattern):
            self._client.execute_command("DEL", key)

    def take(self) -> None:
        """Count the commands since the last time."""
        stats: bytes = self._client.execute_command("INFO", "commandstats")
        done = re.findall(r"^(cmdstat_[^:]+):calls=(\d+)", stats.decode(), re.MULTILINE)
        calls = sum(int(n) for name, n in done if not name.startswith(_UNCOUNTED))
        self._counts["valkey commands"] += calls
        self._client.execute_command("CONFIG", "RESETSTAT")


def _bytes(value: Any) -> int:
    match value:
        case bytes():
            return len(value)
        case str():
            return len(value.encode())
        case list() | tuple():
            return sum(map(_bytes, value))
        case dict():
            return sum(map(_bytes, [*value, *value.values()]))
        case _:
            return len(str(value))


class CountedSockets(InMemorySockets):
    """Sockets of API Gateway: each frame is a call that posts it."""

    def __init__(self, counts: Counts) -> None:
        super().__init__()
        self._counts = counts

    def send(self, connection: str, frame: bytes) -> None:
        self._counts["post"] += 1
        self._counts["post bytes"] += len(frame)
        super().send(connection, frame)


def on_wire(text: bytes) -> int:
    """Bytes of a frame of the gateway."""
    return len(frame(text))
