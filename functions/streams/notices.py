"""Queues notices to players about the economy's facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.application.economy.notify_players import notify_players
from shared.economy.outbox import EconomyFact
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_stream import consume_stream
from shared.runtime.observed import observed
from shared.runtime.spans import orders, span
from shared.wire.economy_facts import decode_fact, key_of


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    def notify(facts: Sequence[EconomyFact]) -> None:
        with span("notices", *orders(facts)):
            notify_players(app.queues, facts)

    return consume_stream(
        app,
        "notices",
        event,
        decode=lambda data: [decode_fact(data)],
        key=key_of,
        handle=notify,
    )
