"""Stores the last snapshot of each writer of a journal in S3."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from shared.adapters.answering import answering, code_of
from shared.adapters.s3.segments import range_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Snapshots:
    """One object for each writer; the bucket's lifecycle removes those of gone writers."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def write(self, incarnation: str, data: IO[bytes]) -> None:
        with answering():
            self._client.put_object(Bucket=self._bucket, Key=_key(incarnation), Body=data)

    def read(self, incarnation: str, offset: int, size: int) -> bytes:
        with answering():
            try:
                found = self._client.get_object(
                    Bucket=self._bucket, Key=_key(incarnation), Range=range_of(offset, size)
                )
            except Exception as error:
                if code_of(error) in {"NoSuchKey", "InvalidRange"}:
                    return b""
                raise
            return found["Body"].read()


def _key(incarnation: str) -> str:
    return f"sections/{incarnation}"
