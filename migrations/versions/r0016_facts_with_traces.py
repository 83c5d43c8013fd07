"""A fact of the economy keeps the trace that its client began."""

from __future__ import annotations

from migrations.sql_files import run_in_each_schema

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_in_each_schema("0016_facts_with_traces")
