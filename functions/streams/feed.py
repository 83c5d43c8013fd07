"""Delivers commits to their participants: the guaranteed path."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from shared.application.channels.deliver import deliver
from shared.application.ports import CacheUnavailable
from shared.kernel.facts import Commit
from shared.realtime.publisher import send_position
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
        handle=partial(_deliver, app),
    )


def _deliver(app: Application, commits: Sequence[Commit]) -> None:
    """Deliver on every home; a gateway that hears nothing asks the log itself."""
    stream = commits[0].stream
    if app.settings.gateway_url:
        with suppress(CacheUnavailable):
            send_position(app.feed, stream, max(each.position for each in commits))
    deliver(app, stream, commits, sure=True, consumer="feed")
