"""Announces each minute what the clock has brought about."""

from __future__ import annotations

from typing import Any

from shared.application.announce_battles import announce_battles
from shared.runtime.bootstrap import Application, application


def handler(_event: dict[str, Any], _context: object) -> None:
    announce(application())


def announce(app: Application) -> None:
    announce_battles(app, app.on_fault)
