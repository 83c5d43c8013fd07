"""The rows of the tables that are not hot, as pynamodb models (see docs/data.md).

What pynamodb raises stays here: `find`, `write` and `answering_rows` speak the terms of the ports.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PynamoDBException
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from shared.adapters.answering import is_no_answer
from shared.application.unavailable import Unavailable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class Listing(GlobalSecondaryIndex["Row"]):  # type: ignore[no-untyped-call] # a hook of its own
    """The index of the table `views`: rows that have a `listed`, in order of `due`."""

    class Meta:
        index_name = "by_due"
        projection = AllProjection()

    listed = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute(range_key=True)


class Row(Model):
    """One row: `body` is JSON, `expires` are seconds since 1970 at which it may be removed."""

    class Meta:
        table_name = "bound by `bind`"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True, default="-")
    body = UnicodeAttribute(null=True)
    position = NumberAttribute(null=True)
    expires = NumberAttribute(null=True)
    listed = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    listing = Listing()


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


def find(rows: type[Row], key: str, place: str = "-") -> Row | None:
    """Return a row, strongly consistent, or None; raise Unavailable."""
    with answering_rows():
        try:
            return rows.get(key, place, consistent_read=True)
        except rows.DoesNotExist:
            return None


def write(attempt: Callable[[], object]) -> bool:
    """Make a conditional write and say whether its condition held; raise Unavailable."""
    try:
        with answering_rows():
            attempt()
    except PynamoDBException as error:
        if _code(error) != "ConditionalCheckFailedException":
            raise
        return False
    return True


@contextmanager
def answering_rows() -> Iterator[None]:
    """Raise Unavailable where DynamoDB is away, throttles or does not answer."""
    try:
        yield
    except PynamoDBException as error:
        # What the SDK raised is whole only behind pynamodb's own copy of it.
        if is_no_answer(error.cause) or is_no_answer(getattr(error.cause, "__cause__", None)):
            raise Unavailable(str(error)) from error
        raise


def _code(error: PynamoDBException) -> str:
    """Its own `cause_response_code` fails on a cause that is not DynamoDB's answer."""
    response = getattr(error.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", ""))
