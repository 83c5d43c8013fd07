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
from botocore.session import Session, get_session
from moto import mock_aws

from shared.runtime.once import once_each


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


def client(service: str, region: str = "us-east-1") -> Any:
    """Return a client of any service of it."""
    return _session().create_client(
        service,
        region_name=region,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@once_each
def _session() -> Session:
    """Return what all clients share: the models that were read."""
    return get_session()


def _empty() -> None:
    """LocalStack resets its state with a licence alone."""
    sqs, kinesis, secrets = client("sqs"), client("kinesis"), client("secretsmanager")
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
