"""A session that nobody uses ends by itself, and there are never more than a hundred."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run("0005_idle_sessions")
