from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import boto3
import pytest
from msgspec.json import decode

from shared.adapters.memory.archive import InMemoryArchive
from shared.adapters.s3.archive import S3Archive
from shared.application.economy.archive_trades import Archive, ArchiveDiffers, Trade
from tests.ports.account import account

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

type Kept = Callable[[str], list[Any]]
type Bench = tuple[Archive, Kept]

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRADE = Trade(1, "ann", "bob", "arrow", None, 2, "gold", 20, 1, NOON, 9)


@pytest.fixture
def client() -> Iterator[S3Client]:
    with account():
        made: S3Client = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        made.create_bucket(Bucket="archive")
        yield made


@pytest.fixture(params=["memory", "s3"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "memory":
        archive = InMemoryArchive()
        return archive, lambda name: archive.kept[name]
    client: S3Client = request.getfixturevalue("client")

    def kept(name: str) -> list[Any]:
        body = client.get_object(Bucket="archive", Key=f"{name}.jsonl.gz")["Body"].read()
        return [decode(line) for line in gzip.decompress(body).splitlines()]

    return S3Archive(client, "archive"), kept


class Faulty:
    """A client that gives back other bytes than it was given."""

    def __init__(self, client: S3Client) -> None:
        self._client = client

    def put_object(self, **request: Any) -> None:
        self._client.put_object(**request | {"Body": gzip.compress(b"{}\n")})

    def get_object(self, **request: Any) -> Any:
        return self._client.get_object(**request)


class TestKeep:
    def test_stores_each_row_whole(self, bench: Bench) -> None:
        archive, kept = bench
        archive.keep("trades/2026-03/00000", [TRADE, TRADE])
        first, second = kept("trades/2026-03/00000")
        assert first == second
        assert (first["buyer"], first["price"], first["at"]) == ("bob", 20, "2026-03-01T12:00:00Z")

    def test_replaces_what_was_there(self, bench: Bench) -> None:
        archive, kept = bench
        archive.keep("trades/2026-03/00000", [TRADE, TRADE])
        archive.keep("trades/2026-03/00000", [{"listing": 2}])
        assert kept("trades/2026-03/00000") == [{"listing": 2}]

    def test_tells_when_something_else_came_back(self, client: S3Client) -> None:
        archive = S3Archive(cast("S3Client", Faulty(client)), "archive")
        with pytest.raises(ArchiveDiffers):
            archive.keep("trades/2026-03/00000", [TRADE])
