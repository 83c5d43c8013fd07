"""Reads an object of a bucket, if it exists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters.answering import answering, code_of

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


def read_object(client: S3Client, bucket: str, key: str) -> bytes | None:
    """Return the object's bytes, or None if there is no object; raise Unavailable."""
    try:
        with answering():
            return client.get_object(Bucket=bucket, Key=key)["Body"].read()
    except Exception as error:
        if code_of(error) == "NoSuchKey":
            return None
        raise
