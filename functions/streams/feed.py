"""Delivers commits to their participants: the guaranteed path (D5)."""

from __future__ import annotations

from typing import Any

from shared.application.deliver import deliver
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_commits import consume_commits


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    return consume_commits(
        app,
        "feed",
        event,
        key=lambda commit: commit.stream,
        handle=lambda commits: deliver(app, commits[0].stream, sure=True),
    )
