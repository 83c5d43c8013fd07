"""Lines in Parquet on S3, asked by Athena: the store of a stage with `logs=athena`.

Each question is paid for by what it reads, so it names days, and the workgroup ends one that reads
too much (cdk/parts/lines.py). Lines come a minute or more after they were printed.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

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

_WAITING = {"QUEUED", "RUNNING"}
_PLACE = re.compile(r"\?")


def names_of(stage: str) -> tuple[str, str]:
    """Return the database and the workgroup of a stage; Glue wants no hyphens."""
    return f"rumpus_{stage}_logs", f"rumpus-{stage}-logs"


class AthenaLogs:
    """Asks the table of lines of one stage."""

    def __init__(self, athena: AthenaClient, database: str, workgroup: str) -> None:
        self._athena = athena
        self._database = database
        self._workgroup = workgroup

    def search(self, query: LogQuery) -> Sequence[Entry]:
        """Return the newest lines that match, oldest first; what Athena refuses is Failed."""
        asked = self._athena.start_query_execution(
            QueryString=sql(query),
            QueryExecutionContext={"Database": self._database},
            WorkGroup=self._workgroup,
        )["QueryExecutionId"]
        self._wait(asked)
        pages = self._athena.get_paginator("get_query_results").paginate(QueryExecutionId=asked)
        rows = [row["Data"] for page in pages for row in page["ResultSet"]["Rows"]]
        found = [[each.get("VarCharValue", "") for each in row] for row in rows[1:]]
        return [_entry(row) for row in reversed(found)]

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
