"""Open sockets in the table `sockets`."""

from __future__ import annotations

from datetime import timedelta

from msgspec.json import decode, encode

from shared.adapters.dynamodb.models import Row, answering_rows, find
from shared.application.players.ports import Connection

CONNECTION_LIVES = timedelta(hours=2, minutes=10)
"""API Gateway ends a connection after two hours, and its goodbye is best effort."""


ENDED = 1
"""Position of a connection that has ended."""


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
        return None if row is None or row.position == ENDED else _decoded(row)

    def close(self, connection: str) -> Connection | None:
        """The row stays until it expires: what comes late has to know who was there."""
        row = find(self._rows, _key(connection))
        if row is None:  # a gateway's has none
            return None
        if row.position != ENDED:
            row.position = ENDED
            with answering_rows():
                row.save()
        return _decoded(row)


def _decoded(row: Row) -> Connection:
    return decode(row.body or "", type=Connection)


def _key(connection: str) -> str:
    return f"connection#{connection}"
