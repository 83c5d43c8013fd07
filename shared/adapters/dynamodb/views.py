"""Stored pictures in the table `views`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.json import decode, encode
from pynamodb.exceptions import PutError

from shared.adapters.dynamodb.models import CONDITION_FAILED, Row


class DynamoDbViews:
    """One partition a kind; a row is replaced unless it is of a later position."""

    def __init__(self, rows: type[Row]) -> None:
        self._rows = rows

    def put(self, kind: str, key: str, picture: Any, position: int = 0) -> None:
        held = self._rows.position
        row = self._rows(kind, key, body=encode(picture).decode(), position=position)
        try:
            row.save(condition=held.does_not_exist() | (held <= position))
        except PutError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise

    def get(self, kind: str, key: str) -> Any | None:
        try:
            row = self._rows.get(kind, key, consistent_read=True)
        except self._rows.DoesNotExist:
            return None
        return decode(row.body or "null")

    def list(self, kind: str, *, newest: int = 50) -> Iterable[Any]:
        rows = self._rows.query(kind, scan_index_forward=False, limit=newest)
        return [decode(row.body or "null") for row in rows]
