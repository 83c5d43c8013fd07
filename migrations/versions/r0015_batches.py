"""Players leave for the archive by the batch, and ratings are among what they have."""

from __future__ import annotations

from migrations.sql_files import run, run_with_schema

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run("0015_ratings")
    run("0015_sections")
    run("0015_freeze")
    run("0015_thaw")
    run_with_schema("give_functions", "archive")
    run_with_schema("give_functions", "profile")
