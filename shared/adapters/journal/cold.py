"""Keeps streams that were not used for a while on the process's own disk instead of in memory.

The file is a temporary SQLite database: it has no name and disappears with the process. The journal
holds everything that the file holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import suppress

from shared.application.commands.ports import LogUnavailable

TABLES = """
    PRAGMA synchronous = OFF;
    PRAGMA journal_mode = MEMORY;
    CREATE TABLE streams (stream TEXT PRIMARY KEY, slot INTEGER NOT NULL, known BLOB NOT NULL);
    CREATE INDEX of_slot ON streams (slot);
"""

type Row = tuple[str, int, bytes]
"""A stream's id, its slot, and what the owner knows of it, packed."""


class ColdStreams:
    """A table of streams on disk, created with the first row. Not thread-safe.

    `is_lost` is set once a row can't be read; from then on no row is read. Methods raise
    LogUnavailable in that case, and when the disk refuses a write.
    """

    def __init__(self) -> None:
        self.is_lost = False
        self._file: sqlite3.Connection | None = None

    def put(self, rows: Iterable[Row]) -> None:
        """Store all of these rows in place of older ones, or none of them."""
        try:
            file = self._file = self._file or _new_file()
            with file:
                file.executemany("REPLACE INTO streams VALUES (?, ?, ?)", rows)
        except sqlite3.Error as error:
            raise LogUnavailable(f"the disk takes no streams: {error}") from error

    def get(self, stream: str) -> bytes | None:
        found: list[tuple[bytes]] = self._ask("SELECT known FROM streams WHERE stream = ?", stream)
        return found[0][0] if found else None

    def of_slot(self, slot: int) -> list[tuple[str, bytes]]:
        return self._ask("SELECT stream, known FROM streams WHERE slot = ?", slot)

    def names(self, slot: int) -> list[str]:
        found: list[tuple[str]] = self._ask("SELECT stream FROM streams WHERE slot = ?", slot)
        return [name for (name,) in found]

    def slots(self) -> set[int]:
        """Return the slots that have streams here."""
        found: list[tuple[int]] = self._ask("SELECT DISTINCT slot FROM streams")
        return {slot for (slot,) in found}

    def drop(self, slot: int) -> None:
        """Forget the streams of a slot."""
        with suppress(LogUnavailable):
            self._ask("DELETE FROM streams WHERE slot = ?", slot)

    def close(self) -> None:
        """Remove the file."""
        if self._file is not None:
            self._file.close()

    def _ask[T](self, statement: str, *values: str | int) -> list[T]:
        if self._file is not None and not self.is_lost:
            try:
                with self._file:
                    return self._file.execute(statement, values).fetchall()
            except sqlite3.Error:
                self.is_lost = True
        if self.is_lost:
            raise LogUnavailable("the disk has lost streams")
        return []


def _new_file() -> sqlite3.Connection:
    file = sqlite3.connect("", check_same_thread=False)
    file.executescript(TABLES)
    return file
