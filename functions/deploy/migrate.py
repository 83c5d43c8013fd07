"""Brings the economy's database to what the code of this deploy expects, before that runs."""

from __future__ import annotations

from shared.runtime.bootstrap import Application, application
from shared.runtime.prepare_database import prepare_database


def handler(_event: object, _context: object) -> None:
    """What it raises fails the deploy, and the message is shown there."""
    migrate(application())


def migrate(app: Application) -> None:
    prepare_database(app)
