"""Stores open sockets in the table `sockets`."""

from __future__ import annotations

from datetime import timedelta

from msgspec.json import Decoder, encode
from msgspec.structs import replace

from shared.adapters.dynamodb.rows import Row, Rows
from shared.application.players.ports import Connection

_read_connection = Decoder(Connection).decode

CONNECTION_LIVES = timedelta(hours=2, minutes=10)
"""Time after which a row expires: API Gateway ends a connection after two hours, and its
`$disconnect` is best effort."""


ENDED = 1
"""The `position` in the row of a connection that has ended."""


class DynamoDbConnections:
    """One row for each socket."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    def open(self, connection: Connection) -> None:
        expires = int((connection.connected_at + CONNECTION_LIVES).timestamp())
        body = encode(connection).decode()
        self._rows.put(Row(_key(connection.connection), body=body, expires=expires))

    def get(self, connection: str) -> Connection | None:
        row = self._rows.find(_key(connection))
        return None if row is None or row.position == ENDED else _decoded(row)

    def close(self, connection: str) -> Connection | None:
        """Mark a connection as ended; its row stays until it expires, for events that come late."""
        row = self._rows.find(_key(connection))
        if row is None:  # a gateway's connection has no row
            return None
        if row.position != ENDED:
            self._rows.put(replace(row, position=ENDED))
        return _decoded(row)


def _decoded(row: Row) -> Connection:
    return _read_connection(row.body or "")


def _key(connection: str) -> str:
    return f"connection#{connection}"
