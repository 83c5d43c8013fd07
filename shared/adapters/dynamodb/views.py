"""Stores views in the table `views`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from msgspec.json import decode, encode
from msgspec.structs import replace

from shared.adapters.dynamodb.rows import Row, Rows, When
from shared.application.ports import FIRST, LAST, Listed

PAGE = 100

_NO_LATER = "attribute_not_exists(#position) OR #position <= :position"
_EARLIER = "attribute_not_exists(#position) OR #position < :position"
_BETWEEN = "#listed = :group AND #due BETWEEN :low AND :high"


class DynamoDbViews:
    """One partition for each kind of view; a write never replaces a row of a later position."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def put(
        self,
        kind: str,
        key: str,
        view: Any,
        position: int = 0,
        listed: Listed | None = None,
        *,
        until: datetime | None = None,
        once: bool = False,
    ) -> bool:
        row = Row(kind, key, body=encode(view).decode(), position=position)
        if until is not None:
            row = replace(row, expires=int(until.timestamp()))
        if listed is not None:
            row = replace(row, listed=listed.group, due=listed.order)
        return self._rows.put(row, When(_EARLIER if once else _NO_LATER, {"position": position}))

    def get(self, kind: str, key: str) -> Any | None:
        row = self._rows.find(kind, key)
        return None if row is None else decode(row.body or "null")

    def listed(
        self, group: str, low: str = FIRST, high: str = LAST, *, newest: bool = False
    ) -> Iterator[Any]:
        """Yield rows from `low` to below `high`; BETWEEN includes `high`, so it is dropped here."""
        query = When(_BETWEEN, {"group": group, "low": low, "high": high})
        for row in self._rows.listed("by_due", query, newest=newest, page=PAGE):
            if row.due != high:
                yield decode(row.body or "null")
