"""In which rooms anybody listens at API Gateway: rows of `sockets` that are read all at once.

Where all players are at gateways there are none, and no stream need be looked at. Rooms share 256
slots. The mark of a slot is written before the first subscription of a room in it, and lives for
longer than a connection.
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
"""A connection of API Gateway lives two hours at most, and clocks differ by less than the rest."""

RENEWED = timedelta(minutes=20)
"""How often a process writes a mark at most."""

UNKNOWN_FOR = timedelta(hours=4)
"""After the first look: as long as a deploy takes, and connections that left no mark may live."""

_PARTITION, _SINCE = "listened", "since"
_NEW = When("attribute_not_exists(#pk)")


class Listened:
    """The marks of a table, and when it was begun to write them."""

    def __init__(self, client: DynamoDbClient, table: str, clock: Callable[[], datetime]) -> None:
        self._client = client
        self._table = table
        self._rows = Rows(client, table)
        self._clock = clock
        self._marked: dict[int, datetime] = {}

    def mark(self, shown: str) -> None:
        """Mark the room of a stream or value; nobody looks whether accounts are listened to."""
        now = self._clock()
        slot = _slot(shown)
        if game_of(shown) == ACCOUNT or self._marked.get(slot, now) >= now + LIVES:
            return
        until = now + LIVES + RENEWED
        self._rows.put(Row(_PARTITION, str(slot), expires=int(until.timestamp())))
        self._marked[slot] = until

    def look(self, *, begin: bool) -> Callable[[str], bool]:
        """Return which streams and values may be listened to; raises Unavailable."""
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
