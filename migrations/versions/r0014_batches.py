"""Players leave for the archive by the batch, and ratings are among what they have."""

from __future__ import annotations

from migrations.sql_files import run, run_with_schema

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run("0014_ratings")
    run("0014_sections")
    run("0014_freeze")
    run("0014_thaw")
    run_with_schema("give_functions", "archive")
    run_with_schema("give_functions", "profile")
