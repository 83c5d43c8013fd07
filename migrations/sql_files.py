"""Runs the SQL of a migration as it stands in its file."""

from __future__ import annotations

from pathlib import Path

from alembic import op

SQL = Path(__file__).parent / "sql"
SCHEMAS = ("wallet", "inventory", "market", "economy")


def run(name: str) -> None:
    """Run `sql/<name>.sql` as it is: neither a colon nor a per cent sign has a meaning."""
    _run((SQL / f"{name}.sql").read_text())


def run_in_each_schema(name: str) -> None:
    """Run `sql/<name>.sql` once a schema, in place of `{schema}`."""
    for schema in SCHEMAS:
        run_with_schema(name, schema)


def run_with_schema(name: str, schema: str) -> None:
    """Run `sql/<name>.sql` with a schema in place of `{schema}`."""
    _run((SQL / f"{name}.sql").read_text().replace("{schema}", schema))


def give_functions() -> None:
    """Give each service the functions of its schema; the login calls those that define security."""
    run_in_each_schema("give_functions")


def _run(sql: str) -> None:
    op.get_bind().connection.cursor().execute(sql)
