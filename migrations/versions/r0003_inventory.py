"""How things move."""

from __future__ import annotations

from migrations.sql_files import give_functions, run

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run("0003_inventory")
    run("0003_inventory_move")
    give_functions()
