"""One order of locks for whatever a batch names, and for the sellers whose time is over."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run("0011_lock_order")
