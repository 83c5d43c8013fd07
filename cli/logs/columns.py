"""Defines the columns of stored lines, one a field, in files by the hour.

`logs/day=2026-11-30/hour=03/….parquet`, by UTC. Every field that is searched has its own column.
"""

from __future__ import annotations

COLUMNS = {
    "at": "BIGINT",
    "kind": "VARCHAR",
    "level": "VARCHAR",
    "workload": "VARCHAR",
    "game": "VARCHAR",
    "stream": "VARCHAR",
    "player": "VARCHAR",
    "trace": "VARCHAR",
    "span": "VARCHAR",
    "parent": "VARCHAR",
    "name": "VARCHAR",
    "ms": "DOUBLE",
    "error": "VARCHAR",
    "message": "VARCHAR",
    "place": "VARCHAR",
    "metrics": "VARCHAR",
}
"""Names and SQL types; `at` is in milliseconds since 1970, `metrics` is a JSON object."""

LEVELS = ("INFO", "WARNING", "ERROR")
