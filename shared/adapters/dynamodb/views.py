"""Stored pictures in the table `views`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from msgspec.json import decode, encode

from shared.adapters.dynamodb.models import Row, answering_rows, find, write


class DynamoDbViews:
    """One partition a kind; a row is replaced unless it is of a later position."""

    def __init__(self, rows: type[Row]) -> None:
        self._rows = rows

    def put(self, kind: str, key: str, picture: Any, position: int = 0) -> None:
        held = self._rows.position
        row = self._rows(kind, key, body=encode(picture).decode(), position=position)
        write(partial(row.save, condition=held.does_not_exist() | (held <= position)))

    def get(self, kind: str, key: str) -> Any | None:
        row = find(self._rows, kind, key)
        return None if row is None else decode(row.body or "null")

    def list(self, kind: str, *, newest: int = 50) -> Iterable[Any]:
        with answering_rows():
            rows = self._rows.query(kind, scan_index_forward=False, limit=newest)
            return [decode(row.body or "null") for row in rows]
