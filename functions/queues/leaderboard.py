"""Makes the next version of a value channel."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from shared.application.channels.refresh_channel import refresh_channel
from shared.application.lifecycle.keep_overview import show_lead
from shared.application.ports import Unavailable
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import Refresh

AGAIN_SECONDS = 5
MOST_OUTAGES = 12
"""Outages in a row, about a minute, after which only the lifecycle scheduler asks, each minute."""


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: Refresh, _tried: int) -> None:
        try:
            snapshot = refresh_channel(app, message.channel, message.token)
            if snapshot is not None:
                show_lead(app, message.channel, snapshot)
        except Unavailable as outage:
            app.on_fault(outage)
            if message.outages < MOST_OUTAGES:
                later = replace(message, outages=message.outages + 1)
                app.queues.put("leaderboard", later, delay=AGAIN_SECONDS)

    return handle_messages(app, "leaderboard", Refresh, event, handle)
