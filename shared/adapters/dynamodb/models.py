"""The rows of the tables that are not hot, as pynamodb models (see docs/data.md)."""

from __future__ import annotations

from msgspec import Struct
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model


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
    """Where a table is; `host` is the address of an emulator."""

    table: str
    region: str
    host: str | None = None


def bind(place: Place) -> type[Row]:
    """Return the model of a table, with limits that a waiting player can bear."""
    meta = {
        "table_name": place.table,
        "region": place.region,
        "host": place.host,
        "connect_timeout_seconds": 1,
        "read_timeout_seconds": 5,
        "max_retry_attempts": 3,
    }
    return type("BoundRow", (Row,), {"Meta": type("Meta", (), meta)})


CONDITION_FAILED = "ConditionalCheckFailedException"
