"""Delivers commits to their players: the guaranteed path."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from shared.application.channels.deliver import DeliveryBusy, deliver
from shared.application.ports import CacheUnavailable, Unavailable
from shared.kernel.facts import Commit
from shared.realtime.publisher import send_position
from shared.runtime import clock
from shared.runtime.bootstrap import Application, application
from shared.runtime.consume_commits import consume_commits
from shared.runtime.observed import observed

PATIENCE = 5
"""Tries, some 0.6 s in all, for which a batch waits for the lease holder before it is retried."""


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, list[dict[str, str]]]:
    return consume(application(), event)


def consume(app: Application, event: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    return consume_commits(
        app,
        "delivery",
        event,
        key=lambda commit: commit.stream,
        handle=partial(_deliver, app, _listened(app)),
    )


def _listened(app: Application) -> Callable[[str], bool]:
    """Look once per batch which streams may have subscribers at API Gateway.

    The batch's commits are in the log already, so later subscribers read them there. If the look
    fails, each stream is looked at.
    """
    try:
        return app.subscriptions.listened(begin=True)
    except Unavailable as outage:
        app.on_fault(outage)
        return lambda _: True


def _deliver(app: Application, listened: Callable[[str], bool], commits: Sequence[Commit]) -> None:
    """Deliver in both runtimes; a gateway that misses a message reads the log itself."""
    stream = commits[0].stream
    if app.settings.gateway_url:
        with suppress(CacheUnavailable):
            send_position(app.bus, stream, max(each.position for each in commits))
    if not listened(stream):
        return
    for attempt in range(PATIENCE):
        with suppress(DeliveryBusy):
            deliver(app, stream, commits, sure=True)
            return
        clock.pause(attempt)
    deliver(app, stream, commits, sure=True)
