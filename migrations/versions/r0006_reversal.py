"""How a purchase is undone."""

from __future__ import annotations

from migrations.sql_files import give_functions, run

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run("0006_reversal")
    give_functions()
