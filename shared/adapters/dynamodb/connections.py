"""Open sockets in the table `sockets`."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from msgspec.json import decode, encode

from shared.adapters.dynamodb.models import Row, answering_rows, find, write
from shared.application.entry_ports import Connection

CONNECTION_LIVES = timedelta(hours=2, minutes=10)
"""API Gateway ends a connection after two hours, and its goodbye is best effort."""


class DynamoDbConnections:
    """One row a socket."""

    def __init__(self, rows: type[Row]) -> None:
        self._rows = rows

    def open(self, connection: Connection) -> None:
        expires = int((connection.connected_at + CONNECTION_LIVES).timestamp())
        body = encode(connection).decode()
        with answering_rows():
            self._rows(_key(connection.connection), body=body, expires=expires).save()

    def get(self, connection: str) -> Connection | None:
        row = find(self._rows, _key(connection))
        return None if row is None else decode(row.body or "", type=Connection)

    def close(self, connection: str) -> Connection | None:
        if (known := self.get(connection)) is None:  # a gateway's has no row
            return None
        delete = partial(self._rows(_key(connection)).delete, condition=self._rows.pk.exists())
        return known if write(delete) else None


def _key(connection: str) -> str:
    return f"connection#{connection}"
