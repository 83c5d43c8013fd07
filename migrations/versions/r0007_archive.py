"""How what is long over leaves the database."""

from __future__ import annotations

from migrations.sql_files import give_functions, run, run_in_each_schema

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run("0007_archive")
    run_in_each_schema("0007_forget")
    give_functions()
