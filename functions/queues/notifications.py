"""Posts a notice to the channel's subscribers, and keeps it in the inbox for absent players."""

from __future__ import annotations

from typing import Any

from shared.application.channels.broadcast import broadcast
from shared.application.economy.keep_notice import keep
from shared.kernel.trace import trace_of
from shared.runtime.bootstrap import Application, application
from shared.runtime.observed import observed
from shared.runtime.parallel_map import ParallelMap
from shared.runtime.queue_batch import handle_messages
from shared.runtime.spans import Subject, is_drawn, span
from shared.wire.frames import Message, encode_server
from shared.wire.messages import Notice


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(notice: Notice, _tried: int) -> None:
        of = Subject(notice.by, notice.command_id, notice.trace)
        with span("notifications", *[of] if of.command_id else ()):
            tell(notice, trace_of_frame(of))

    def tell(notice: Notice, trace: str) -> None:
        if notice.keep:
            keep(app, app.players, notice)
        message = Message(notice.channel, "", 0, notice.event, notice.data, trace=trace)
        frame = encode_server(message)
        for bucket in range(app.subscriptions.buckets(notice.channel)):
            broadcast(app, ParallelMap(app.on_fault), notice.channel, bucket, frame)

    return handle_messages(app, "notifications", Notice, event, handle)


def trace_of_frame(of: Subject) -> str:
    """Return a frame's trace, if the client began it or its spans are recorded."""
    drawn = of.command_id and is_drawn(of.by, of.command_id)
    return trace_of(of.by, of.command_id, of.client).id if drawn or of.client else ""
