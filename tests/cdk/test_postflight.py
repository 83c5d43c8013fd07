"""Whether a deploy says that the log is not replicated, on an emulator that knows how to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cdk.config import Config
from cdk.postflight import postflight
from localstack.deploy import Account
from tests.ports.log_stores import ministack


class Site:
    """An account with the table of a stage's log and its stream."""

    def __init__(self, endpoint: str) -> None:
        self.client = Account(endpoint).client
        self.tables = self.client("dynamodb")
        self.table = _DEV.named("log")
        self.arn = self._stream()
        self.tables.create_table(
            TableName=self.table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        )

    def _stream(self) -> str:
        kinesis = self.client("kinesis")
        kinesis.create_stream(StreamName=_DEV.named("events"), ShardCount=1)
        summary = kinesis.describe_stream_summary(StreamName=_DEV.named("events"))
        return str(summary["StreamDescriptionSummary"]["StreamARN"])


_DEV = Config("dev")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with ministack(tmp_path_factory.mktemp("ministack")) as url:
        yield Site(url)


def test_follows_the_replication_of_the_log(site: Site) -> None:
    found = postflight(_DEV, site.client, lambda: None)
    assert found is not None
    assert "(no destination)" in found
    site.tables.enable_kinesis_streaming_destination(TableName=site.table, StreamArn=site.arn)
    assert postflight(_DEV, site.client, lambda: None) is None
    site.tables.disable_kinesis_streaming_destination(TableName=site.table, StreamArn=site.arn)
    found = postflight(_DEV, site.client, lambda: None)
    assert found is not None
    assert "(DISABLED)" in found
    assert "enable-kinesis-streaming-destination --table-name rumpus-dev-log" in found
