"""Posts a frame to the connections of one bucket of a channel (S4-72)."""

from __future__ import annotations

from typing import Any

from shared.application.broadcast import broadcast
from shared.runtime.bootstrap import Application, application
from shared.runtime.queue_batch import handle_messages
from shared.runtime.side_by_side import SideBySide
from shared.wire.messages import Broadcast


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: Broadcast, _tried: int) -> None:
        broadcast(
            app.subscriptions,
            app.sockets,
            app.reap,
            SideBySide(app.on_fault),
            channel=message.channel,
            bucket=message.bucket,
            frame=bytes(message.frame),
        )

    return handle_messages(app, "broadcast", Broadcast, event, handle)
