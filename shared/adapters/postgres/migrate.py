"""Brings a database to the newest schema; forward only, and a second run changes nothing."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).parents[3] / "migrations"


def migrate(url: str) -> None:
    """Run what is pending as the owner of the database that `url` (`postgresql://…`) names."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url.replace("postgresql://", "postgresql+psycopg://", 1)
    command.upgrade(config, "head")
