"""One suite for every store of players' objects."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

import boto3
import pytest

from shared.adapters.memory.player_objects import InMemoryPlayerObjects
from shared.adapters.s3.player_objects import S3PlayerObjects
from shared.application.archive.ports import Objects
from tests.ports.account import account

BUCKET = "players-archive"


@pytest.fixture(params=["memory", "s3"])
def objects(request: pytest.FixtureRequest) -> Iterator[Objects]:
    if request.param == "memory":
        yield InMemoryPlayerObjects()
        return
    with account():
        client = boto3.client(
            "s3", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
        )
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield S3PlayerObjects(client, BUCKET)


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
