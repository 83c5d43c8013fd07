"""Posts a notice to whoever listens to a channel now, and keeps it for who is away."""

from __future__ import annotations

from typing import Any

from shared.application.channels.broadcast import broadcast
from shared.application.economy.keep_notice import keep
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.parallel_map import ParallelMap
from shared.runtime.queue_batch import handle_messages
from shared.wire.frames import Message, encode_server
from shared.wire.messages import Notice


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(notice: Notice, _tried: int) -> None:
        if notice.keep:
            keep(app, app.players, notice)
        frame = encode_server(Message(notice.channel, "", 0, notice.event, notice.data))
        for bucket in range(app.subscriptions.buckets(notice.channel)):
            broadcast(
                app.subscriptions,
                app.sockets,
                app.remove_stale,
                ParallelMap(app.on_fault),
                channel=notice.channel,
                bucket=bucket,
                frame=frame,
            )

    return handle_messages(app, "notifications", Notice, event, handle)
