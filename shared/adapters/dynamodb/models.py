"""The rows of the tables that are not hot, as pynamodb models (see docs/data.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.models import Model

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Row(Model):
    """One row: `body` is JSON, `expires` are seconds since 1970 at which it may be removed."""

    class Meta:
        table_name = "bound by `bind`"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="-")
    body = UnicodeAttribute(null=True)
    position = NumberAttribute(null=True)
    expires = NumberAttribute(null=True)


class Place(Struct, frozen=True):
    """Where a table is: its name, and the process's client."""

    table: str
    client: DynamoDBClient


def bind(place: Place) -> type[Row]:
    """Return the model of a table."""
    meta = {"table_name": place.table, "region": place.client.meta.region_name}
    rows: type[Row] = type("BoundRow", (Row,), {"Meta": type("Meta", (), meta)})
    _use(rows._get_connection().connection, place.client)  # noqa: SLF001 - made by no other name
    return rows


def connect(place: Place) -> Connection:
    """Return what transactions over several models go through."""
    connection = Connection(region=place.client.meta.region_name)
    _use(connection, place.client)
    return connection


def _use(connection: Connection, client: DynamoDBClient) -> None:
    """Share one client: pynamodb would build one a model, and a session for each thread."""
    connection._client = client  # type: ignore[assignment] # noqa: SLF001 - it takes none


CONDITION_FAILED = "ConditionalCheckFailedException"
