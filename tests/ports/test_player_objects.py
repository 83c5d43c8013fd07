"""One suite for every store of players' objects."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from secrets import token_hex
from typing import TYPE_CHECKING

import boto3
import pytest

from shared.adapters.memory.player_objects import InMemoryPlayerObjects
from shared.adapters.s3.player_objects import S3PlayerObjects
from shared.application.archive.ports import Objects
from shared.runtime.lean import s3_puts
from tests.ports.account import account
from tests.ports.log_stores import ministack

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from shared.adapters.aws.s3 import S3Puts

BUCKET = "players-archive"


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with ministack(tmp_path_factory.mktemp("ministack"), "s3") as address:
        yield address


@pytest.fixture(params=["memory", "botocore", "lean"])
def objects(request: pytest.FixtureRequest) -> Iterator[Objects]:
    match request.param:
        case "memory":
            yield InMemoryPlayerObjects()
        case "botocore":
            with account():
                yield S3PlayerObjects(bucket(BUCKET), BUCKET)
        case _:
            endpoint, name = request.getfixturevalue("emulator"), f"archive-{token_hex(4)}"
            client, puts = bucket(name, endpoint), lean_puts(endpoint)
            yield S3PlayerObjects(client, name, puts)
            puts.close()


def bucket(name: str, endpoint: str | None = None) -> S3Client:
    client = boto3.client(
        "s3",
        region_name="us-east-1",
        endpoint_url=endpoint,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return client


def lean_puts(endpoint: str) -> S3Puts:
    return s3_puts(
        {
            "AWS_ENDPOINT_URL_S3": endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }
    )


class TestPut:
    def test_stores_the_bytes_and_their_hash(self, objects: Objects) -> None:
        put = objects.put("p1", b"one", "")
        assert put
        assert put.etag
        assert put.sha256 == sha256(b"one").hexdigest()
        assert objects.head("p1") == put
        assert objects.get("p1") == b"one"
        assert objects.url("p1").endswith("players/p1.json.gz")

    def test_replaces_nothing_that_it_was_not_told_of(self, objects: Objects) -> None:
        objects.put("p1", b"one", "")
        assert objects.put("p1", b"two", "") is None
        assert objects.get("p1") == b"one"

    def test_replaces_the_object_that_it_was_told_of_alone(self, objects: Objects) -> None:
        first = objects.put("p1", b"one", "")
        assert first
        second = objects.put("p1", b"two", first.etag)
        assert second
        assert objects.put("p1", b"three", first.etag) is None
        assert objects.get("p1") == b"two"
        assert objects.head("p1") == second

    def test_replaces_no_object_that_is_gone(self, objects: Objects) -> None:
        first = objects.put("p1", b"one", "")
        assert first
        objects.remove("p1")
        assert objects.put("p1", b"two", first.etag) is None
        assert objects.get("p1") is None


class TestRemove:
    def test_leaves_no_version_and_no_other_player(self, objects: Objects) -> None:
        first = objects.put("p1", b"one", "")
        assert first
        objects.put("p1", b"two", first.etag)
        objects.put("p12", b"other", "")
        objects.remove("p1")
        objects.remove("p1")
        assert (objects.get("p1"), objects.head("p1")) == (None, None)
        assert objects.get("p12") == b"other"

    def test_goes_on_where_a_list_of_versions_ends(self) -> None:
        with account():
            client = bucket(BUCKET)
            client.meta.events.register(
                "before-parameter-build.s3.ListObjectVersions",
                lambda params, **_: params.update(MaxKeys=2),
            )
            objects = S3PlayerObjects(client, BUCKET)
            etag = ""
            for body in (b"one", b"two", b"three", b"four", b"five"):
                put = objects.put("p1", body, etag)
                assert put
                etag = put.etag
            objects.remove("p1")
            assert (objects.get("p1"), objects.head("p1")) == (None, None)
