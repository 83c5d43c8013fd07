"""Open sockets in the table `sockets`."""

from __future__ import annotations

from datetime import timedelta

from msgspec.json import decode, encode
from pynamodb.exceptions import DeleteError

from shared.adapters.dynamodb.models import CONDITION_FAILED, Row
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
        self._rows(_key(connection.connection), body=body, expires=expires).save()

    def get(self, connection: str) -> Connection | None:
        try:
            row = self._rows.get(_key(connection), "-", consistent_read=True)
        except self._rows.DoesNotExist:
            return None
        return decode(row.body or "", type=Connection)

    def close(self, connection: str) -> Connection | None:
        known = self.get(connection)
        try:
            self._rows(_key(connection)).delete(condition=self._rows.pk.exists())
        except DeleteError as error:
            if error.cause_response_code == CONDITION_FAILED:
                return None
            raise
        return known


def _key(connection: str) -> str:
    return f"connection#{connection}"
