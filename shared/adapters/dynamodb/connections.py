"""Open sockets in the table `sockets`."""

from __future__ import annotations

from datetime import timedelta

from msgspec.json import Decoder, encode
from msgspec.structs import replace

from shared.adapters.dynamodb.rows import Row, Rows
from shared.application.players.ports import Connection

_read_connection = Decoder(Connection).decode

CONNECTION_LIVES = timedelta(hours=2, minutes=10)
"""API Gateway ends a connection after two hours, and its goodbye is best effort."""


ENDED = 1
"""Position of a connection that has ended."""


class DynamoDbConnections:
    """One row a socket."""

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
        """The row stays until it expires: what comes late has to know who was there."""
        row = self._rows.find(_key(connection))
        if row is None:  # a gateway's has none
            return None
        if row.position != ENDED:
            self._rows.put(replace(row, position=ENDED))
        return _decoded(row)


def _decoded(row: Row) -> Connection:
    return _read_connection(row.body or "")


def _key(connection: str) -> str:
    return f"connection#{connection}"
