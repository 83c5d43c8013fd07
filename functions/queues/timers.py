"""Does what is due on streams."""

from __future__ import annotations

from typing import Any

from shared.application.lifecycle.timers import fire
from shared.runtime.bootstrap import Application, application
from shared.runtime.queue_batch import handle_messages
from shared.wire.messages import TimerDue


def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return work(application(), event)


def work(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def handle(message: TimerDue, _tried: int) -> None:
        fire(app, message)

    return handle_messages(app, "timers", TimerDue, event, handle)
