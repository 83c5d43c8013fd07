"""Schemas, roles and tables; trades are partitioned by month from here on."""

from __future__ import annotations

from migrations.sql_files import run, run_in_each_schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    run("0001_roles")
    run("0001_wallet")
    run("0001_inventory")
    run("0001_market")
    run_in_each_schema("0001_keys")
