"""Stores segments of journals in S3 as `segments/<incarnation>/<first>-<last>`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shared.adapters.answering import answering
from shared.adapters.journal.segments import Name

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

PREFIX = "segments/"


class S3Segments:
    """One object for each segment, which is never removed."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def names(self, incarnation: str) -> Sequence[Name]:
        prefix = f"{PREFIX}{incarnation}/"
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=prefix
        )
        with answering():
            keys = [each["Key"] for page in pages for each in page.get("Contents", ())]
        ends = [key.removeprefix(prefix).split("-") for key in keys]
        return [Name(incarnation, int(first), int(last)) for first, last in ends]

    def write(self, name: Name, data: bytes) -> None:
        with answering():
            self._client.put_object(Bucket=self._bucket, Key=_key(name), Body=data)

    def read(self, name: Name, offset: int, size: int) -> bytes:
        with answering():
            found = self._client.get_object(
                Bucket=self._bucket, Key=_key(name), Range=range_of(offset, size)
            )
            return found["Body"].read()


def range_of(offset: int, size: int) -> str:
    """Return the `Range` header for some bytes; a negative offset counts from the end."""
    return f"bytes={offset}" if offset < 0 else f"bytes={offset}-{offset + size - 1}"


def _key(name: Name) -> str:
    return f"{PREFIX}{name.incarnation}/{name.first:012d}-{name.last:012d}"
