"""Where the tables of players, sockets and views are made for the suites of their ports."""

from __future__ import annotations

from shared.adapters.dynamodb.models import Place
from tests.ports.log_stores import dynamodb, new_table


def new_place(emulator: str) -> Place:
    """Make a table with a name of its own, and the indexes of all that are made here."""
    client = dynamodb(emulator)
    table = new_table(client, "S", ("by_connection", "connection"))
    client.update_table(
        TableName=table,
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("listed", "due")
        ],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "by_due",
                    "KeySchema": [
                        {"AttributeName": "listed", "KeyType": "HASH"},
                        {"AttributeName": "due", "KeyType": "RANGE"},
                    ],
                    "Projection": {"ProjectionType": "ALL"},
                }
            }
        ],
    )
    return Place(table, client)
