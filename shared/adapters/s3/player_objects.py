"""Stores archived players as objects `players/{player}.json.gz`, by conditional puts."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from shared.adapters.answering import answering, status_of
from shared.adapters.s3.read_object import read_object
from shared.application.archive.ports import Kept

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from shared.adapters.aws.s3 import S3Puts

KIND = "application/gzip"
TAKEN = {HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND}
"""Statuses of a failed condition: another object exists, another put is under way, or the object to
replace is gone."""


class S3PlayerObjects:
    """S3 itself verifies the SHA-256 that comes with a put, and returns it with each answer."""

    def __init__(self, client: S3Client, bucket: str, puts: S3Puts | None = None) -> None:
        """Take `puts`, a cheaper client than the first, as most calls are puts."""
        self._client = client
        self._bucket = bucket
        self._puts = puts

    def put(self, player: str, body: bytes, replaces: str) -> Kept | None:
        try:
            with answering():
                put = self._put(player, body, replaces)
        except Exception as error:
            if status_of(error) in TAKEN:
                return None
            raise
        return put if put.sha256 else self.head(player)  # emulators don't return it with a put

    def _put(self, player: str, body: bytes, replaces: str) -> Kept:
        if self._puts is not None:
            put = self._puts.put(self._bucket, self._key(player), body, KIND, replaces)
            return Kept(put.etag, b64decode(put.sha256).hex())
        condition: dict[str, Any] = {"IfMatch": replaces} if replaces else {"IfNoneMatch": "*"}
        stored = self._client.put_object(
            Bucket=self._bucket,
            Key=self._key(player),
            Body=body,
            ContentType=KIND,
            ChecksumAlgorithm="SHA256",
            ChecksumSHA256=b64encode(sha256(body).digest()).decode(),
            **condition,
        )
        return _kept(stored)

    def head(self, player: str) -> Kept | None:
        try:
            with answering():
                found = self._client.head_object(
                    Bucket=self._bucket, Key=self._key(player), ChecksumMode="ENABLED"
                )
        except Exception as error:
            if status_of(error) == HTTPStatus.NOT_FOUND:
                return None
            raise
        return _kept(found)

    def get(self, player: str) -> bytes | None:
        return read_object(self._client, self._bucket, self._key(player))

    def remove(self, player: str) -> None:
        key = self._key(player)
        listed = self._client.get_paginator("list_object_versions")
        with answering():
            pages = list(listed.paginate(Bucket=self._bucket, Prefix=key))
            for page in pages:
                for each in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                    if each["Key"] == key:
                        self._client.delete_object(
                            Bucket=self._bucket, Key=key, VersionId=each["VersionId"]
                        )

    def url(self, player: str) -> str:
        return f"s3://{self._bucket}/{self._key(player)}"

    def _key(self, player: str) -> str:
        return f"players/{player}.json.gz"


def _kept(answer: Mapping[str, Any]) -> Kept:
    return Kept(answer["ETag"], b64decode(answer.get("ChecksumSHA256", "")).hex())
