"""How money moves."""

from __future__ import annotations

from migrations.sql_files import give_functions, run

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run("0002_wallet")
    run("0002_wallet_settle")
    give_functions()
