"""Has players told what the economy's facts mean to them."""

from __future__ import annotations

from functools import partial
from typing import Any

from shared.application.economy.notify_players import notify_players
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_stream import consume_stream
from shared.runtime.observed import observed
from shared.wire.economy_facts import decode_fact, key_of


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    return consume_stream(
        app,
        "notices",
        event,
        decode=lambda data: [decode_fact(data)],
        key=key_of,
        handle=partial(notify_players, app.queues),
    )
