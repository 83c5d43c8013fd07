"""Where the tables of players, sockets and views are made for the suites of their ports."""

from __future__ import annotations

from uuid import uuid4

from shared.adapters.dynamodb.models import Place
from tests.ports.log_stores import dynamodb


def new_place(emulator: str) -> Place:
    """Make a table with a name of its own, keyed and indexed as docs/data.md says."""
    table = f"rows-{uuid4().hex}"
    dynamodb(emulator).create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"},
            {"AttributeName": "sk", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
            {"AttributeName": "connection", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_connection",
                "KeySchema": [
                    {"AttributeName": "connection", "KeyType": "HASH"},
                    {"AttributeName": "pk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
    )
    return Place(table, "us-east-1", emulator)
