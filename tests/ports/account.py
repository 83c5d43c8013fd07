"""The AWS account that the adapters are tried on: moto's in this process, or LocalStack's.

`make test-localstack` starts LocalStack and says in RUMPUS_TEST_LOCALSTACK where it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto import mock_aws


@contextmanager
def account() -> Iterator[None]:
    """Make an empty one for the context."""
    endpoint = os.environ.get("RUMPUS_TEST_LOCALSTACK")
    if endpoint is None:
        with mock_aws():
            yield
        return
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", endpoint)
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        _empty()
        yield


def _client(service: str) -> Any:
    return boto3.client(service, region_name="us-east-1")  # type: ignore[call-overload]


def _empty() -> None:
    """LocalStack resets its state with a licence alone."""
    sqs, kinesis, secrets = _client("sqs"), _client("kinesis"), _client("secretsmanager")
    for url in sqs.list_queues().get("QueueUrls", []):
        sqs.delete_queue(QueueUrl=url)
    for name in kinesis.list_streams()["StreamNames"]:
        kinesis.delete_stream(StreamName=name)
        kinesis.get_waiter("stream_not_exists").wait(StreamName=name, WaiterConfig={"Delay": 1})
    for secret in secrets.list_secrets(IncludePlannedDeletion=True)["SecretList"]:
        secrets.delete_secret(SecretId=secret["Name"], ForceDeleteWithoutRecovery=True)
    for bucket in boto3.resource("s3", region_name="us-east-1").buckets.all():
        bucket.objects.all().delete()
        bucket.delete()
