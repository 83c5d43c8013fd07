"""A fact of the economy says under which key it was asked for."""

from __future__ import annotations

from migrations.sql_files import run_in_each_schema

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_in_each_schema("0014_facts_with_keys")
