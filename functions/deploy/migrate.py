"""Migrates the economy's database to what this deploy's code expects, before the code runs."""

from __future__ import annotations

from shared.runtime.bootstrap import Application, application
from shared.runtime.prepare_database import prepare_database


def handler(_event: object, _context: object) -> None:
    """Migrate; any error fails the deploy, and its message is shown there."""
    migrate(application())


def migrate(app: Application) -> None:
    prepare_database(app)
