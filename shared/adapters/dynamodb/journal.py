"""Stores journals in the tables `journal` and `slots`.

An entry is an item of the first, a slot or writer a row of the second (see docs/data.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec.json import encode

from shared.adapters.answering import answering, code_of, is_no_answer, reasons_of
from shared.adapters.dynamodb import journal_items as items
from shared.adapters.dynamodb.client import DynamoDbClient, Item, queried
from shared.adapters.journal.protocol import Extent, Slot, Written
from shared.adapters.journal.store import Member, WriterRow
from shared.application.commands.ports import LogUnavailable

_FREE = "attribute_not_exists(pk)"
_THERE = "attribute_exists(pk) AND attribute_exists(expires)"
_NEXT = "version = :before"
_LATER = "attribute_not_exists(pk) OR beat < :beat"
_BEAT = "SET beat = :beat, #floor = :floor, address = :address, alphabet = :alphabet"
_NOT_RAISED = "#floor <= :floor AND (attribute_not_exists(kept) OR kept <= :floor)"
_RAISED = "attribute_exists(pk) AND (attribute_not_exists(kept) OR kept < :floor)"
_FLOOR = {"#floor": "floor"}  # a reserved word in expressions
_TAKEN = {
    "ConditionalCheckFailed",
    "ConditionalCheckFailedException",
    "TransactionConflict",
    "TransactionConflictException",
}


class DynamoDbJournal:
    """Two tables with the keys `pk`, a string, and `sk`, a number."""

    def __init__(
        self, client: DynamoDbClient, journal: str, slots: str, now: Callable[[], datetime]
    ) -> None:
        self._now = now
        self._client = client
        self._journal = journal
        self._slots = slots

    def put(self, incarnation: str, position: int, entry: bytes) -> Written:
        item = items.entry(incarnation, position, entry, self._now())
        return _written(
            self._client.put_item, TableName=self._journal, Item=item, ConditionExpression=_FREE
        )

    def put_seal(self, incarnation: str, position: int, floor: int, by: str) -> Written:
        item = {**items.key(incarnation, position), "sealed_by": {"S": by}}
        put = {"TableName": self._journal, "Item": item, "ConditionExpression": _FREE}
        check = {
            "TableName": self._slots,
            "Key": items.writer_key(incarnation),
            "ConditionExpression": _NOT_RAISED,
            "ExpressionAttributeNames": _FLOOR,
            "ExpressionAttributeValues": {":floor": {"N": str(floor)}},
        }
        steps = [{"Put": put}, {"ConditionCheck": check}]
        return _written(self._client.transact_write_items, TransactItems=steps)

    def look(self, incarnation: str, after: int) -> Extent:
        last = after
        for item in self._query(incarnation, after, ProjectionExpression="sk, sealed_by"):
            if int(item["sk"]["N"]) != last + 1:
                break
            if "sealed_by" in item:
                return Extent(last, sealed=True)
            last += 1
        return Extent(last, sealed=False)

    def read_slot(self, number: int) -> Slot:
        item = self._get(items.key(items.SLOTS_KEY, number))
        return items.slot(item) if item else Slot(number)

    def write_slot(self, slot: Slot) -> Written:
        item = {
            **items.key(items.SLOTS_KEY, slot.number),
            "version": {"N": str(slot.version)},
            "spans": {"S": encode(slot.spans).decode()},
        }
        asked: dict[str, Any] = {"TableName": self._slots, "Item": item}
        if slot.version == 1:
            return _written(self._client.put_item, **asked, ConditionExpression=_FREE)
        before = {":before": {"N": str(slot.version - 1)}}
        return _written(
            self._client.put_item,
            **asked,
            ConditionExpression=_NEXT,
            ExpressionAttributeValues=before,
        )

    def read_floor(self, incarnation: str) -> int:
        row = self.read_writer(incarnation)
        return max(row.floor, row.kept) if row else 0

    def write_writer(self, row: WriterRow) -> None:
        values = {
            ":beat": {"N": str(row.beat)},
            ":floor": {"N": str(row.floor)},
            ":address": {"S": row.address},
            ":alphabet": {"B": row.alphabet},
        }
        self._update(self._slots, items.writer_key(row.incarnation), _BEAT, _LATER, values)

    def read_writer(self, incarnation: str) -> WriterRow | None:
        item = self._get(items.writer_key(incarnation))
        return items.writer(incarnation, item) if item else None

    def read_slots(self) -> Sequence[Slot]:
        return [items.slot(item) for item in self._rows(items.SLOTS_KEY)]

    def write_member(self, member: Member) -> None:
        item = {
            **items.member_key(member.incarnation),
            "incarnation": {"S": member.incarnation},
            "address": {"S": member.address},
            "shipped": {"N": str(member.shipped)},
            "leaving": {"BOOL": member.leaving},
            "key": {"B": member.key},
        }
        with answering(LogUnavailable):
            self._client.put_item(TableName=self._slots, Item=item)

    def read_members(self) -> Sequence[Member]:
        return [items.member(item) for item in self._rows(items.MEMBERS_KEY)]

    def remove_member(self, incarnation: str) -> None:
        with answering(LogUnavailable):
            self._client.delete_item(TableName=self._slots, Key=items.member_key(incarnation))

    def entries(self, incarnation: str, first: int, last: int | None) -> Iterator[bytes]:
        position = first
        for item in self._query(incarnation, first - 1):
            if int(item["sk"]["N"]) != position or "sealed_by" in item:
                return
            yield items.octets(item["entry"]["B"])
            if position == last:
                return
            position += 1

    def raise_floor(self, incarnation: str, floor: int) -> None:
        values = {":floor": {"N": str(floor)}}
        self._update(
            self._slots, items.writer_key(incarnation), "SET kept = :floor", _RAISED, values
        )

    def expires_at(self, incarnation: str, position: int) -> datetime | None:
        item = next(self._query(incarnation, position - 1, Limit=1), {})
        is_there = item.get("sk") == {"N": str(position)} and "expires" in item
        return datetime.fromtimestamp(int(item["expires"]["N"]), UTC) if is_there else None

    def postpone(self, incarnation: str, first: int, last: int) -> None:
        values = {":expires": items.expires(self._now())}
        for position in range(first, last + 1):
            key = items.key(incarnation, position)
            self._update(self._journal, key, "SET expires = :expires", _THERE, values)

    def _update(self, table: str, key: Item, change: str, condition: str, values: Item) -> None:
        """Change an item if a condition holds; raise LogUnavailable if the outcome is unknown."""
        asked: dict[str, Any] = {"ExpressionAttributeNames": _FLOOR} if "#floor" in change else {}
        asked |= {"UpdateExpression": change, "ConditionExpression": condition}
        asked |= {"TableName": table, "Key": key, "ExpressionAttributeValues": values}
        if _written(self._client.update_item, **asked) == "unknown":
            raise LogUnavailable("a change may not be written")

    def _rows(self, pk: str) -> Iterator[Item]:
        query = {
            "TableName": self._slots,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": pk}},
            "ConsistentRead": True,
        }
        return queried(self._client, LogUnavailable, **query)

    def _get(self, key: Item) -> Item | None:
        with answering(LogUnavailable):
            found = self._client.get_item(TableName=self._slots, Key=key, ConsistentRead=True)
        item: Item | None = found.get("Item")
        return item

    def _query(self, incarnation: str, after: int, **more: Any) -> Iterator[Item]:
        query: dict[str, Any] = {
            "TableName": self._journal,
            "KeyConditionExpression": "pk = :journal AND sk > :after",
            "ExpressionAttributeValues": {
                ":journal": {"S": incarnation},
                ":after": {"N": str(after)},
            },
            "ConsistentRead": True,
            **more,
        }
        return queried(self._client, LogUnavailable, **query)


def _written(call: Callable[..., Any], **asked: Any) -> Written:
    try:
        call(**asked)
    except Exception as error:
        if {code_of(error), *reasons_of(error)} & _TAKEN:
            return "taken"
        if is_no_answer(error):
            return "unknown"
        raise
    return "written"
