"""Where the tables of players, sockets and views are made for the suites of their ports."""

from __future__ import annotations

from shared.adapters.dynamodb.models import Place
from tests.ports.log_stores import dynamodb, new_table


def new_place(emulator: str) -> Place:
    """Make a table with a name of its own."""
    client = dynamodb(emulator)
    return Place(new_table(client, "S", ("by_connection", "connection")), client)
