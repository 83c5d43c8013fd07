"""How far a month is in the archive."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run("0010_archived_parts")
