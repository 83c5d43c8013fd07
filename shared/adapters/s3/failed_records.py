"""Stores failed records as objects of a bucket, `{workload}/{name}.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from msgspec.json import encode

from shared.adapters.answering import answering

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3FailedRecords:
    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, workload: str, name: str, record: Any, reason: str) -> None:
        with answering():
            self._client.put_object(
                Bucket=self._bucket,
                Key=f"{workload}/{quote(name, safe='')}.json",
                Body=encode({"reason": reason, "record": record}),
                ContentType="application/json",
            )
