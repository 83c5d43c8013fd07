"""Migrates a database to the newest schema; forward only and idempotent."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg.sql import SQL, Identifier, Literal

SET_PASSWORD = SQL("ALTER ROLE {} PASSWORD {}")
MIGRATIONS = Path(__file__).parents[3] / "migrations"


def migrate(url: str, password: str | None = None) -> None:
    """Run pending migrations as the owner of the database that `url` (`postgresql://…`) names.

    A database that newer code has migrated stays as it is, so that a deploy can be rolled back.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://", 1)
    config.attributes["login"] = {"password": password} if password else {}
    command.upgrade(config, "head")


def set_password(url: str, owner_password: str | None, role: str, password: str) -> None:
    """Set a role's password; the server gets only the password's verifier."""
    with psycopg.connect(url, password=owner_password) as connection:
        verifier = connection.pgconn.encrypt_password(
            password.encode(), role.encode(), b"scram-sha-256"
        ).decode()
        connection.execute(SET_PASSWORD.format(Identifier(role), Literal(verifier)))
