"""Players in tiers: what a player has leaves the tables, and comes back."""

from __future__ import annotations

from migrations.sql_files import give_functions, run, run_with_schema

revision = "0013"
down_revision = "0012"

ARCHIVE = ("archive", "profile", "social")


def upgrade() -> None:
    run("0013_players")
    run("0013_guard")
    run("0013_sections")
    run("0013_tiers")
    run("0013_freeze")
    run("0013_thaw")
    run("0013_profile")
    run("0013_friends")
    for schema in ARCHIVE:
        run_with_schema("give_functions", schema)
    run("0013_rights")
    give_functions()
