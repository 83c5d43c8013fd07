"""Stores bodies of dead letters in the bucket of failed records, as `letters/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.answering import answering
from shared.adapters.s3.read_object import read_object

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "letters/"


class S3Bodies:
    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, letter: str, body: bytes) -> None:
        with answering():
            self._client.put_object(Bucket=self._bucket, Key=PREFIX + letter, Body=body)

    def get(self, letter: str) -> bytes | None:
        return read_object(self._client, self._bucket, PREFIX + letter)
