"""Lines in files of a folder, asked by DuckDB: the store of the embedded stage.

Lines of the last minute are JSON (`recent/{number}.jsonl`), all others Parquet
(`day=…/hour=…/{number}.parquet`). Who writes and who reads are different processes: a file appears
whole, and a reader takes a number's lines from one of the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

from cli.logs.columns import COLUMNS
from cli.logs.store import Entry, LogQuery, conditions

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RECENT = "recent"
MOST_SECONDS = 30.0
"""Seconds after which a query is cancelled."""

TRIES = 5
"""Tries of a search when a listed file is gone: its lines have moved to another file."""

_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_FILLED = ", ".join(
    f"""coalesce("{name}", {"''" if kind == "VARCHAR" else 0}) AS "{name}" """
    for name, kind in COLUMNS.items()
)
_TYPES = ", ".join(f"\"{name}\": '{kind}'" for name, kind in COLUMNS.items())


class DuckDbLogs:
    """Reads the files of a folder; nothing has to run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def search(self, query: LogQuery) -> Sequence[Entry]:
        """Return the newest lines that match, oldest first."""
        rows = self.ask(query, _FILLED, f'ORDER BY "at" DESC LIMIT {query.limit}')
        return [Entry(*row) for row in reversed(rows)]

    def ask(self, query: LogQuery, what: str, rest: str) -> list[tuple[Any, ...]]:
        """Return what SQL makes of the lines that match: `what` is selected, `rest` follows.

        Raise InterruptException for what takes longer than MOST_SECONDS.
        """
        from duckdb import IOException, connect  # noqa: PLC0415 - half a second

        with connect() as database:
            late = Timer(MOST_SECONDS, database.interrupt)
            late.start()
            try:
                for left in reversed(range(TRIES)):
                    try:
                        return self._ask(database, query, what, rest)
                    except IOException:
                        if not left:
                            raise
            finally:
                late.cancel()
        raise AssertionError("unreachable")

    def _ask(
        self, database: DuckDBPyConnection, query: LogQuery, what: str, rest: str
    ) -> list[tuple[Any, ...]]:
        tables = self._tables(query)
        if not tables:
            return []
        where, values = conditions(query)
        source = " UNION ALL BY NAME ".join(tables)
        sql = f"SELECT {what} FROM ({source}) WHERE {where} {rest}"  # noqa: S608 - our own names
        return database.execute(sql, values).fetchall()

    def _tables(self, query: LogQuery) -> list[str]:
        """List the JSON first, and the Parquet once.

        What becomes Parquet meanwhile is then found in one of both, or its JSON is missing.
        """
        recent = list((self._folder / RECENT).glob("*.jsonl"))
        everything = list(self._folder.glob("day=*/hour=*/*.parquet"))
        stored = [each for each in everything if _may(each, query)]
        done = {each.stem for each in everything}
        tables = []
        if fresh := [each for each in recent if each.stem not in done]:
            read = f"{_list(fresh)}, format = 'newline_delimited', columns = {{{_TYPES}}}"
            tables.append(f"SELECT {_NAMES} FROM read_json({read})")  # noqa: S608 - our own names
        if stored:
            tables.append(f"SELECT {_NAMES} FROM read_parquet({_list(stored)})")  # noqa: S608 - as above
        return tables


def to_parquet(recent: Path, folder: Path, day: str, hour: str) -> None:
    """Turn a file of JSON into one of Parquet, which appears whole, and remove the first."""
    from duckdb import connect  # noqa: PLC0415 - half a second

    place = folder / f"day={day}" / f"hour={hour}"
    place.mkdir(parents=True, exist_ok=True)
    made, end = place / f".{recent.stem}", place / f"{recent.stem}.parquet"
    read = f"{_list([recent])}, format = 'newline_delimited', columns = {{{_TYPES}}}"
    with connect() as database:
        database.execute("SET threads = 1")
        database.execute(
            f'COPY (SELECT * FROM read_json({read}) ORDER BY "at")'  # noqa: S608 - our own names
            f" TO '{made}' (FORMAT parquet, COMPRESSION zstd)"
        )
    made.rename(end)
    recent.unlink()


def _may(file: Path, query: LogQuery) -> bool:
    """Whether a file may hold lines of the query's time: its name is the time of the first."""
    return int(file.stem.partition("-")[0]) < query.until


def _list(files: list[Path]) -> str:
    return "[" + ", ".join(f"'{str(each).replace("'", "''")}'" for each in files) + "]"
