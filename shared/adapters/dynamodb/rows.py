"""Reads and writes rows of the tables `players`, `sockets` and `views` (see docs/data.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import batched
from re import findall
from typing import Any

from msgspec import Struct

from shared.adapters.answering import answering, code_of, reasons_of
from shared.adapters.dynamodb.client import DynamoDbClient, Item, queried

MOST_KEYS = 100
"""Maximum keys in one BatchGetItem request."""

_NOT_FREE = {"ConditionalCheckFailed", "TransactionConflict"}


class Row(Struct, frozen=True):
    """`body` is JSON or a name; from `expires`, in seconds since 1970, the row may be removed."""

    pk: str
    sk: str = "-"
    body: str | None = None
    position: int | None = None
    expires: int | None = None
    listed: str | None = None
    due: str | None = None


class When(Struct, frozen=True):
    """A condition expression: `#` precedes the name of an attribute, `:` the name of a value."""

    expression: str
    values: Mapping[str, str | int] = {}

    def asked(self, parameter: str = "ConditionExpression") -> dict[str, Any]:
        """Return the condition as parameters of a request."""
        names = {f"#{name}": name for name in findall(r"#(\w+)", self.expression)}
        asked: dict[str, Any] = {parameter: self.expression, "ExpressionAttributeNames": names}
        if self.values:
            values = {f":{name}": _stored(value) for name, value in self.values.items()}
            asked["ExpressionAttributeValues"] = values
        return asked


_FREE = When("attribute_not_exists(#pk)")


class Rows:
    """The rows of a table, read strongly consistent. Every method may raise Unavailable."""

    def __init__(self, client: DynamoDbClient, table: str) -> None:
        self._client = client
        self._table = table

    def find(self, pk: str, sk: str = "-") -> Row | None:
        with answering():
            found = self._client.get_item(
                TableName=self._table, Key=_key(pk, sk), ConsistentRead=True
            )
        return _row(found["Item"]) if "Item" in found else None

    def find_all(self, keys: Iterable[str]) -> Iterator[Row]:
        """Yield the existing rows of these keys, in any order, a hundred a request."""
        for some in batched(dict.fromkeys(keys), MOST_KEYS, strict=False):
            yield from self._find_some([_key(pk, "-") for pk in some])

    def listed(self, index: str, query: When, *, newest: bool, page: int) -> Iterator[Row]:
        """Yield the rows that a query of an index finds; the index is eventually consistent."""
        asked: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": index,
            "ScanIndexForward": not newest,
            "Limit": page,
            **query.asked("KeyConditionExpression"),
        }
        return map(_row, queried(self._client, **asked))

    def put(self, row: Row, when: When | None = None) -> bool:
        """Write a row, replacing any other; return whether the condition held."""
        return self._write(self._client.put_item, when, Item=_item(row))

    def remove(self, pk: str, when: When) -> bool:
        """Remove a row; return whether the condition held."""
        return self._write(self._client.delete_item, when, Key=_key(pk, "-"))

    def insert(self, rows: Sequence[Row], token: str) -> bool:
        """Write all of the rows and return True, or none if one of them exists.

        A retry with the same token is idempotent: it does not fail by its own rows.
        """
        puts = [
            {"Put": {"TableName": self._table, "Item": _item(row), **_FREE.asked()}} for row in rows
        ]
        try:
            with answering():
                self._client.transact_write_items(TransactItems=puts, ClientRequestToken=token)
        except Exception as error:
            reasons = {*reasons_of(error)} - {"None"}
            if reasons and reasons <= _NOT_FREE:
                return False
            raise
        return True

    def _find_some(self, keys: list[Item]) -> Iterator[Row]:
        """Yield the rows of some keys; ask again for keys that a throttled table leaves out."""
        while keys:
            asked = {self._table: {"Keys": keys, "ConsistentRead": True}}
            with answering():
                found = self._client.batch_get_item(RequestItems=asked)
            yield from map(_row, found["Responses"].get(self._table, ()))
            keys = found.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])

    def _write(self, call: Callable[..., Any], when: When | None, **what: Any) -> bool:
        condition = when.asked() if when else {}
        try:
            with answering():
                call(TableName=self._table, **what, **condition)
        except Exception as error:
            if code_of(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True


def _key(pk: str, sk: str) -> Item:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _item(row: Row) -> Item:
    fields = {name: getattr(row, name) for name in row.__struct_fields__}
    return {name: _stored(value) for name, value in fields.items() if value is not None}


def _stored(value: str | int) -> Item:
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def _row(item: Item) -> Row:
    """Read a row; ignore attributes that later versions added."""
    known = {name: item[name] for name in Row.__struct_fields__ if name in item}
    plain: Any = {
        name: each["S"] if "S" in each else int(each["N"]) for name, each in known.items()
    }
    return Row(**plain)
