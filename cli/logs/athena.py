"""Lines in Parquet on S3, asked by Athena: the store of a stage with `logs=athena`.

Each question is paid for by what it reads, so it names days, and the workgroup ends one that reads
too much (cdk/parts/lines.py). Lines come a minute or more after they were printed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from msgspec import convert

from cli.failure import Failed
from cli.logs.columns import COLUMNS
from cli.logs.store import Entry, LogQuery, conditions

if TYPE_CHECKING:
    from mypy_boto3_athena import AthenaClient

TABLE = "lines"
POLL_SECONDS = 0.3
MOST_SECONDS = 120.0
LATE_MS = 24 * 3600 * 1000
"""How much later than it was printed a line may be delivered: Firehose tries for so long."""

_ADVICE = {
    "InvalidRequestException": "Deploy the stage with `--context logs=athena`, or name another.",
    "ThrottlingException": "Ask again in a minute.",
    "TooManyRequestsException": "Ask again in a minute.",
}
_LOG_IN = "Log in with the AWS CLI as one who may use the stage's workgroup, in its region."
"""Advice for all other faults: keys, rights, the region, and the way to AWS."""

_WAITING = {"QUEUED", "RUNNING"}
_PLACE = re.compile(r"\?")


def names_of(stage: str) -> tuple[str, str]:
    """Return the database and the workgroup of a stage; Glue wants no hyphens."""
    return f"rumpus_{stage}_logs", f"rumpus-{stage}-logs"


def athena_of(stage: str) -> AthenaLogs:
    """Return the lines of a stage, asked with the rights that the AWS CLI has here."""
    with _told():
        return AthenaLogs(boto3.client("athena"), *names_of(stage))


class AthenaLogs:
    """Asks the table of lines of one stage."""

    def __init__(self, athena: AthenaClient, database: str, workgroup: str) -> None:
        self._athena = athena
        self._database = database
        self._workgroup = workgroup

    def search(self, query: LogQuery) -> Sequence[Entry]:
        """Return the newest lines that match, oldest first; what Athena refuses is Failed."""
        with _told():
            found = self._ask(sql(query))
        return [_entry(row) for row in reversed(found)]

    def _ask(self, question: str) -> list[list[str]]:
        """Return the rows of the answer, without the names of its columns."""
        asked = self._athena.start_query_execution(
            QueryString=question,
            QueryExecutionContext={"Database": self._database},
            WorkGroup=self._workgroup,
        )["QueryExecutionId"]
        self._wait(asked)
        pages = self._athena.get_paginator("get_query_results").paginate(QueryExecutionId=asked)
        rows = [row["Data"] for page in pages for row in page["ResultSet"]["Rows"]]
        return [[each.get("VarCharValue", "") for each in row] for row in rows[1:]]

    def _wait(self, asked: str) -> None:
        deadline = time.monotonic() + MOST_SECONDS
        while True:
            found = self._athena.get_query_execution(QueryExecutionId=asked)
            status = found["QueryExecution"]["Status"]
            if status["State"] not in _WAITING:
                break
            if time.monotonic() > deadline:
                self._athena.stop_query_execution(QueryExecutionId=asked)
                raise Failed(f"Athena did not answer within {MOST_SECONDS:.0f} s.")
            time.sleep(POLL_SECONDS)
        if status["State"] != "SUCCEEDED":
            raise Failed(f"Athena says: {status.get('StateChangeReason', status['State'])}")


@contextmanager
def _told() -> Iterator[None]:
    """Say in a sentence what AWS refuses, or why it was not asked, and what to do."""
    try:
        yield
    except ClientError as error:
        said = error.response["Error"]
        code = said.get("Code", "")
        advice = _ADVICE.get(code, _LOG_IN)
        raise Failed(f"Athena refuses ({code}): {said.get('Message', '')} {advice}") from None
    except BotoCoreError as error:
        raise Failed(f"Athena was not asked: {error} {_LOG_IN}") from None


def sql(query: LogQuery) -> str:
    """Return the question in Athena's dialect; partitions are by the time of delivery, in UTC."""
    where, values = conditions(query)
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    return (
        f"SELECT {names} FROM {TABLE} WHERE {_days(query)} AND {_filled(where, values)} "  # noqa: S608 - quoted below
        f'ORDER BY "at" DESC LIMIT {query.limit}'
    )


def _days(query: LogQuery) -> str:
    first, last = (_day(each) for each in (query.since, query.until + LATE_MS))
    return f"\"day\" BETWEEN '{first}' AND '{last}'"


def _day(milliseconds: int) -> str:
    """Name the day; none is before 1970, nor after what the projection of partitions knows."""
    at = min(max(milliseconds, 0) / 1000, datetime(2099, 12, 31, tzinfo=UTC).timestamp())
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d}"


def _filled(where: str, values: Sequence[str | int]) -> str:
    """Put the values in, as literals: Athena takes no other parameters of all types."""
    left = iter(values)
    return _PLACE.sub(lambda _: _literal(next(left)), where)


def _literal(value: str | int) -> str:
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def _entry(row: Sequence[str]) -> Entry:
    return convert(dict(_fields(row)), Entry)


def _fields(row: Sequence[str]) -> Iterator[tuple[str, str | int | float]]:
    for (name, kind), text in zip(COLUMNS.items(), row, strict=True):
        match kind:
            case "BIGINT":
                yield name, int(text or 0)
            case "DOUBLE":
                yield name, float(text or 0)
            case _:
                yield name, text
