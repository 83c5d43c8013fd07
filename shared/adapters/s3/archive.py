"""Stores the archive as objects of a bucket: `{name}.jsonl.gz`, one JSON value a line."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.json import Encoder

from shared.adapters.answering import answering
from shared.application.economy.archive_trades import ArchiveDiffers

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Archive:
    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def keep(self, name: str, rows: Sequence[Any]) -> None:
        key, lines = f"{name}.jsonl.gz", Encoder().encode_lines(rows)
        with answering():
            self._client.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=gzip.compress(lines, mtime=0),
                ContentType="application/gzip",
            )
            stored = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        if gzip.decompress(stored) != lines:
            raise ArchiveDiffers(key)
