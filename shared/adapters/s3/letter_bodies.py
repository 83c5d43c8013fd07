"""Bodies of dead letters as objects of the bucket of failed records, `letters/{id}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.answering import answering, code_of

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
        try:
            with answering():
                return self._client.get_object(Bucket=self._bucket, Key=PREFIX + letter)[
                    "Body"
                ].read()
        except Exception as error:
            if code_of(error) == "NoSuchKey":
                return None
            raise
