"""Where the rows of players, sockets and views are kept for the suites of their ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.adapters.dynamodb.rows import Rows
from tests.ports.log_stores import BY_CONNECTION, BY_DUE, dynamodb, either_dynamodb, new_table


@contextmanager
def rows_at(address: str, table: str, kind: str) -> Iterator[Rows]:
    """Yield the rows of a table, by the client that a setting names."""
    with either_dynamodb(kind, address) as client:
        yield Rows(client, table)


def new_entry_table(emulator: str) -> str:
    """Make a table with a name of its own, and the indexes of all that are made here."""
    client = dynamodb(emulator)
    return new_table(client, "S", BY_CONNECTION, BY_DUE)
