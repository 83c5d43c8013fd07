"""Marks the rooms that have subscribers at API Gateway, in rows of `sockets` that are read at once.

Where all players are at gateways there are no marks, and no stream need be looked at. Rooms share
256 slots. A slot's mark is written before the first subscription to a room in it, and outlives any
connection.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zlib import crc32

from shared.adapters.dynamodb.client import DynamoDbClient, Item, queried
from shared.adapters.dynamodb.rows import Row, Rows, When
from shared.kernel.names import ACCOUNT, game_of, unit_of

SLOTS = 256

LIVES = timedelta(hours=2, minutes=10)
"""Time for which a mark is valid: a connection of API Gateway lives two hours at most, and clocks
differ by less than the rest."""

RENEWED = timedelta(minutes=20)
"""Minimum time between two writes of the same mark by one process."""

UNKNOWN_FOR = timedelta(hours=4)
"""Time after the first look for which all rooms count as listened to: a deploy, and the life of
connections that left no mark."""

_PARTITION, _SINCE = "listened", "since"
_NEW = When("attribute_not_exists(#pk)")


class Listened:
    """The marks in a table, and since when processes write them."""

    def __init__(self, client: DynamoDbClient, table: str, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._table = table
        self._rows = Rows(client, table)
        self._clock = clock
        self._marked: dict[int, datetime] = {}

    def mark(self, shown: str) -> None:
        """Mark the room of a stream or value; channels of accounts need no marks."""
        now = self._clock()
        slot = _slot(shown)
        if game_of(shown) == ACCOUNT or self._marked.get(slot, now) >= now + LIVES:
            return
        until = now + LIVES + RENEWED
        self._rows.put(Row(_PARTITION, str(slot), expires=int(until.timestamp())))
        self._marked[slot] = until

    def look(self, *, begin: bool) -> Callable[[str], bool]:
        """Return a predicate: may a stream or value have subscribers? Raise Unavailable."""
        items = queried(
            self._client,
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": _PARTITION}},
            ConsistentRead=True,
        )
        marked = {item["sk"]["S"]: item for item in items}
        now = self._clock()
        since = marked.pop(_SINCE, None)
        if since is None and begin:
            self._rows.put(Row(_PARTITION, _SINCE, position=int(now.timestamp())), _NEW)
        if since is None or now < _moment(since) + UNKNOWN_FOR:
            return lambda _: True
        slots = frozenset(map(int, marked))
        return lambda shown: _slot(shown) in slots


def _moment(item: Item) -> datetime:
    return datetime.fromtimestamp(int(item["position"]["N"]), UTC)


def _slot(shown: str) -> int:
    return crc32(unit_of(shown).encode()) % SLOTS
