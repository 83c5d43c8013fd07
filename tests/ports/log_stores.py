"""The stores that the log is tried on: memory, moto in this process, MiniStack in its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from uuid import uuid4

import boto3
from botocore.config import Config

from shared.adapters.aws.address import address_of
from shared.adapters.aws.caller import Caller, Timing
from shared.adapters.aws.credentials import Credentials, RenewedCredentials
from shared.adapters.aws.dynamodb import DynamoDb
from shared.adapters.aws.signing import Signer
from shared.adapters.aws.transport import Transport
from shared.adapters.dynamodb.client import DynamoDbClient
from shared.adapters.dynamodb.log import DynamoDbLog
from shared.runtime import clock
from tests.codec import CODEC

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeDefinitionTypeDef,
        CreateTableInputTypeDef,
        GlobalSecondaryIndexUnionTypeDef,
        KeySchemaElementTypeDef,
    )


def dynamodb(endpoint: str | None = None, *, tries: int = 5) -> DynamoDBClient:
    return boto3.client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(max_pool_connections=16, retries={"total_max_attempts": tries}),
    )


@contextmanager
def lean_caller(service: str, endpoint: str, read_seconds: float = 60.0) -> Iterator[Caller]:
    """Yield what the own clients stand on; close its connections in the end."""
    address = address_of(endpoint)
    transport = Transport(address, read_seconds=read_seconds)
    signer = Signer(address.authority, "us-east-1", service)
    credentials = RenewedCredentials(lambda: Credentials("test", "test"), clock.now)
    timing = Timing(clock.now, clock.pause, clock.new_id)
    try:
        yield Caller(transport, signer, credentials, timing)
    finally:
        transport.close()


@contextmanager
def lean_dynamodb(endpoint: str, read_seconds: float = 60.0) -> Iterator[DynamoDb]:
    with lean_caller("dynamodb", endpoint, read_seconds) as caller:
        yield DynamoDb(caller)


@contextmanager
def either_dynamodb(kind: str, endpoint: str) -> Iterator[DynamoDbClient]:
    """Yield the client that a setting names."""
    if kind == "botocore":
        yield dynamodb(endpoint)
        return
    with lean_dynamodb(endpoint) as client:
        yield client


class Index(NamedTuple):
    """An index of a table; its keys are strings."""

    name: str
    partition: str
    sort: str = "pk"
    projection: Literal["ALL", "KEYS_ONLY"] = "KEYS_ONLY"


FAMILIES = Index("families", "family")
BY_CONNECTION = Index("by_connection", "connection")
BY_DUE = Index("by_due", "listed", "due", "ALL")
"""The indexes that docs/data.md lists."""


def new_log_table(client: DynamoDBClient) -> str:
    return new_table(client, "N", FAMILIES)


def new_dynamodb_log(client: DynamoDBClient) -> DynamoDbLog:
    """Make a log with a table of its own."""
    return DynamoDbLog(client, new_log_table(client), CODEC)


def new_table(client: DynamoDBClient, sort: Literal["S", "N"], *indexes: Index) -> str:
    """Make a table with a name of its own; return the name."""
    table = f"{indexes[0].name if indexes else 'table'}-{uuid4().hex}"
    create_table(client, table, sort, *indexes)
    return table


def create_table(
    client: DynamoDBClient, table: str, sort: Literal["S", "N"], *indexes: Index
) -> None:
    """Make a table keyed and indexed as docs/data.md says."""
    indexed: set[str] = {key for each in indexes for key in (each.partition, each.sort)}
    definitions: list[AttributeDefinitionTypeDef] = [
        {"AttributeName": key, "AttributeType": "S"} for key in sorted({"pk", *indexed} - {"sk"})
    ]
    definitions.append({"AttributeName": "sk", "AttributeType": sort})
    others: list[GlobalSecondaryIndexUnionTypeDef] = [
        {
            "IndexName": each.name,
            "KeySchema": _keys(each.partition, each.sort),
            "Projection": {"ProjectionType": each.projection},
        }
        for each in indexes
    ]
    request: CreateTableInputTypeDef = {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _keys("pk", "sk"),
        "AttributeDefinitions": definitions,
    }
    if others:
        request["GlobalSecondaryIndexes"] = others
    client.create_table(**request)


def _keys(partition: str, sort: str) -> list[KeySchemaElementTypeDef]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


@contextmanager
def ministack(folder: Path, services: str = "dynamodb,kinesis") -> Iterator[str]:
    """Run some services of MiniStack on a free loopback port; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "SERVICES": services,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "TMPDIR": str(folder),
        "LOG_LEVEL": "WARNING",
    }
    with (folder / "ministack.log").open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "ministack"],
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_ministack/health", server)
        yield address
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError("MiniStack ended before it answered")
        try:
            urllib.request.urlopen(url, timeout=1).close()  # noqa: S310 - loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(url)
