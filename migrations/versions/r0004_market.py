"""How things are sold, and how a request has its effect once."""

from __future__ import annotations

from migrations.sql_files import give_functions, run

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run("0004_market")
    run("0004_trade")
    run("0004_perform")
    give_functions()
