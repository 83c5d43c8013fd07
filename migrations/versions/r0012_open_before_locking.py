"""Accounts are opened before any is locked: first payments never wait in a circle."""

from __future__ import annotations

from migrations.sql_files import run

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run("0012_open_before_locking")
