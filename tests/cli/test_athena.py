"""The store of a stage on AWS: Parquet on S3, asked by an emulated Athena, which has DuckDB behind.

Its own dialect was not tried: the question has plain columns, `strpos`, `split_part` and `IN`,
which both know.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http import HTTPStatus
from typing import Any

import pytest
from duckdb import connect
from typer.testing import CliRunner, Result

from cli.logs.athena import TABLE, AthenaLogs, names_of, sql
from cli.logs.columns import COLUMNS
from cli.logs.store import LogQuery
from cli.main import app
from localstack.deploy import Account
from localstack.ports import HOST, free_port
from shared.runtime.observability import milliseconds
from tests.cli.test_logs import ALL, World, printed
from tests.recorded import recorded
from tests.stage.emulator import emulator

BUCKET = "lines"
DATABASE, WORKGROUP = names_of("test")
GLUE = {"BIGINT": "bigint", "VARCHAR": "string", "DOUBLE": "double"}


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    with emulator() as started:
        yield started.account


@pytest.fixture(scope="module")
def store(account: Account, tmp_path_factory: pytest.TempPathFactory) -> AthenaLogs:
    """With the lines that workloads print, in the files that the embedded stage makes."""
    world = World(tmp_path_factory.mktemp("run"))
    world.write(printed())
    world.collector.store()
    s3, glue = account.client("s3"), account.client("glue")
    s3.create_bucket(Bucket=BUCKET)
    for each in world.collector.folder.glob("day=*/hour=*/*.parquet"):
        key = f"logs/{each.relative_to(world.collector.folder)}"
        s3.put_object(Bucket=BUCKET, Key=key, Body=each.read_bytes())
    glue.create_database(DatabaseInput={"Name": DATABASE})
    glue.create_table(DatabaseName=DATABASE, TableInput=_table())
    athena = account.client("athena")
    answers = {"ResultConfiguration": {"OutputLocation": f"s3://{BUCKET}/answers/"}}
    athena.create_work_group(Name=WORKGROUP, Configuration=answers)
    return AthenaLogs(athena, DATABASE, WORKGROUP)


def _table() -> dict[str, object]:
    serde = "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe"
    columns = [{"Name": name, "Type": GLUE[kind]} for name, kind in COLUMNS.items()]
    return {
        "Name": TABLE,
        "PartitionKeys": [{"Name": each, "Type": "string"} for each in ("day", "hour")],
        "StorageDescriptor": {
            "Columns": columns,
            "Location": f"s3://{BUCKET}/logs/",
            "InputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
            "OutputFormat": "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
            "SerdeInfo": {"SerializationLibrary": serde},
        },
    }


@pytest.mark.stage
class TestSearch:
    def test_finds_lines_by_each_of_their_fields(self, store: AthenaLogs) -> None:
        def found(**wanted: Any) -> list[str]:
            query = replace(ALL, until=milliseconds() + 1000, **wanted)
            return sorted(each.message or each.name or each.kind for each in store.search(query))

        assert len(found()) == 4
        assert found(workload="rank", kind="log") == ["all is well"]
        assert found(level="WARNING") == found(error="KeyError") == ["a fault"]
        assert found(level="INFO") == found(player="ann") == ["a fault", "all is well"]
        assert found(text="is well") == ["all is well"]
        assert found(text="it's") == found(text="' OR 1=1 --") == []

    def test_has_numbers_and_the_newest(self, store: AthenaLogs) -> None:
        (span,) = store.search(replace(ALL, until=milliseconds() + 1000, kind="span"))
        assert span.ms > 1000
        assert span.stream == "codebattle/b1/player/bo"
        newest = store.search(replace(ALL, until=milliseconds() + 1000, limit=1))
        assert len(newest) == 1


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("InvalidRequestException", "`--context logs=athena`"),
        ("AccessDeniedException", "Log in with the AWS CLI"),
        ("TooManyRequestsException", "in a minute"),
    ],
)
def test_what_athena_refuses_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, code: str, told: str
) -> None:
    content = json.dumps({"__type": code, "Message": "WorkGroup is not found."}).encode()
    with recorded((HTTPStatus.BAD_REQUEST, content)) as server:
        done = asked(monkeypatch, AWS_ENDPOINT_URL=server.url, AWS_DEFAULT_REGION="eu-west-1")
    assert f"({code}): WorkGroup is not found." in done.stderr
    assert told in done.stderr


@pytest.mark.parametrize("region", ["", "eu-west-1"])
def test_that_aws_was_not_asked_is_said_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    away = f"http://{HOST}:{free_port()}"
    done = asked(monkeypatch, AWS_ENDPOINT_URL=away, AWS_DEFAULT_REGION=region)
    assert "Athena was not asked" in done.stderr
    assert "Log in with the AWS CLI" in done.stderr


def asked(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Result:
    """Ask for lines with other keys than those of whoever runs the tests."""
    keys = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_MAX_ATTEMPTS": "1"}
    files = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    for name, value in {**keys, **files, "AWS_REGION": "", **environment}.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(app, ["logs", "--stage", "test"])
    assert done.exit_code == 1
    return done


def test_reads_the_days_that_may_have_it_and_no_others() -> None:
    at = 1_796_000_000_000
    text = sql(LogQuery(at, at + 1000, player="it's ?", text="?"))
    assert "\"day\" BETWEEN '2026-11-30' AND '2026-12-01'" in text
    assert "\"player\" = 'it''s ?'" in text
    assert "strpos(message, '?') > 0" in text


def test_finds_a_player_who_is_named_in_the_stream_alone() -> None:
    """Firehose keeps what was printed: nobody fills in the player of a line as it is stored."""
    rooms = ("hunt/h1/player/bo", "hunt/h1/player/bob", "hunt/h1", None)
    with connect() as database:
        columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
        database.execute(f"CREATE TABLE {TABLE} (day VARCHAR, {columns})")
        for stream in rooms:
            row = f'INSERT INTO {TABLE} ("day", "at", "stream") VALUES (?, 5, ?)'  # noqa: S608 - our own names
            database.execute(row, ["1970-01-01", stream])
        found = database.execute(sql(LogQuery(0, 9, player="bo"))).fetchall()
    assert [row[list(COLUMNS).index("stream")] for row in found] == ["hunt/h1/player/bo"]


def test_every_field_has_a_type_of_glue() -> None:
    assert set(COLUMNS.values()) <= set(GLUE)
