"""Makes the next version of a value channel (S4-73)."""

from __future__ import annotations

from typing import Any

from shared.application.ports import CacheUnavailable
from shared.application.refresh_channel import refresh_channel
from shared.runtime.bootstrap import Application, application
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import Refresh


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: Refresh, _tried: int) -> None:
        try:
            refresh_channel(app, message.channel, message.token)
        except CacheUnavailable as outage:  # the herald asks again, each minute
            app.on_fault(outage)

    return handle_messages(app, "leaderboard", Refresh, event, handle)
