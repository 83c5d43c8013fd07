"""Where the tables of players, sockets and views are made for the suites of their ports."""

from __future__ import annotations

from shared.adapters.dynamodb.models import Place
from tests.ports.log_stores import dynamodb, new_table


def new_place(emulator: str) -> Place:
    """Make a table with a name of its own."""
    table = new_table(dynamodb(emulator), "S", ("by_connection", "connection"))
    return Place(table, "us-east-1", emulator)
