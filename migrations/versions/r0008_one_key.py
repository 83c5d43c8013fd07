"""A key is one request's, whichever service keeps it."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run("0008_one_key")
