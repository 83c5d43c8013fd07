"""Many transfers in one transaction, each under its own key."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run("0009_transfer_each")
