"""Stored pictures in the table `views`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec.json import decode, encode

from shared.adapters.dynamodb.models import Row, answering_rows, find, write
from shared.application.lifecycle.ports import FIRST, LAST, Listed

PAGE = 100


class DynamoDbViews:
    """One partition a kind; a row is replaced unless it is of a later position."""

    def __init__(self, rows: type[Row]) -> None:
        self._rows = rows

    def put(
        self, kind: str, key: str, picture: Any, position: int = 0, listed: Listed | None = None
    ) -> None:
        held = self._rows.position
        row = self._rows(kind, key, body=encode(picture).decode(), position=position)
        if listed is not None:
            row.listed, row.due = listed.group, listed.order
        write(partial(row.save, condition=held.does_not_exist() | (held <= position)))

    def get(self, kind: str, key: str) -> Any | None:
        row = find(self._rows, kind, key)
        return None if row is None else decode(row.body or "null")

    def listed(
        self, group: str, low: str = FIRST, high: str = LAST, *, newest: bool = False
    ) -> Iterator[Any]:
        """A condition on a key takes both ends in: the upper one is left out here."""
        with answering_rows():
            for row in self._rows.listing.query(
                group,
                self._rows.due.between(low, high),
                scan_index_forward=not newest,
                page_size=PAGE,
            ):
                if row.due != high:
                    yield decode(row.body or "null")
