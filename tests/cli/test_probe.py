"""`rumpus probe`, against the emulated AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.probe.verdict import figures, verdict
from tests.ports.log_stores import ministack

CALLS = {
    "DynamoDB put",
    "DynamoDB transaction of two",
    "DynamoDB query of 16",
    "S3 put of 64 KB",
    "S3 get of 64 KB",
    "Kinesis put",
}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("ministack")
    with (
        ministack(folder, services="dynamodb,kinesis,s3") as address,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.delenv("AWS_ENDPOINT_URL", raising=False)
        yield address


class TestProbe:
    def test_measures_each_call_and_leaves_nothing_behind(self, endpoint: str) -> None:
        arguments = ["probe", "--count", "10", "--endpoint", endpoint, "--json"]
        result = CliRunner().invoke(app, arguments)

        assert result.exit_code == 0, result.output
        told = json.loads(result.stdout)
        assert set(told["milliseconds"]) == CALLS
        assert all(0 < each["p50"] <= each["max"] for each in told["milliseconds"].values())
        assert told["verdict"].startswith("A put takes")
        there: Any = {"region_name": "us-east-1", "endpoint_url": endpoint}
        with (
            closing(boto3.client("dynamodb", **there)) as tables,
            closing(boto3.client("s3", **there)) as buckets,
            closing(boto3.client("kinesis", **there)) as streams,
        ):
            assert tables.list_tables()["TableNames"] == []
            assert buckets.list_buckets()["Buckets"] == []
            assert streams.list_streams()["StreamNames"] == []

    def test_shows_a_table_and_a_sentence(self, endpoint: str) -> None:
        result = CliRunner().invoke(app, ["probe", "--count", "10", "--endpoint", endpoint])

        assert result.exit_code == 0, result.output
        assert "DynamoDB put" in result.output
        assert "p99" in result.output

    def test_says_why_it_could_not_begin(self) -> None:
        result = CliRunner().invoke(app, ["probe", "--endpoint", "http://127.0.0.1:1"])

        assert result.exit_code == 1
        assert "AWS refuses the probe" in result.output


class TestVerdict:
    @pytest.mark.parametrize(
        ("p99", "word"), [(16.9, "within 20 ms"), (17.0, "twice the writers"), (26.0, "MemoryDB")]
    )
    def test_goes_by_the_slowest_hundredth(self, p99: float, word: str) -> None:
        assert word in verdict(p99)

    def test_reads_percentiles_in_milliseconds(self) -> None:
        found = figures([each / 1000 for each in range(1, 102)])
        assert found == pytest.approx({"p50": 51.0, "p95": 96.0, "p99": 100.0, "max": 101.0})
