"""Detects that commits of the log no longer reach their consumers.

Replication can stop without an error: if no record comes, no consumer is late. A heartbeat is a
commit without facts, on a stream of its own. Each consumer notes the newest one that it has
handled, and the process that appends them compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from shared.application.commands.ports import StreamMoved
from shared.application.lifecycle.ports import Ports
from shared.application.ports import Views
from shared.kernel.facts import Commit

STREAM = "heartbeat"
KIND = "heartbeat"
EVERY = timedelta(minutes=5)
"""Interval of heartbeats; the log keeps them for ever: 105,000 small items a year."""


def heartbeat(ports: Ports, consumers: Sequence[str]) -> timedelta:
    """Return for how long a heartbeat has waited for the slowest consumer.

    Return zero if each consumer has handled the newest. Append the next when the newest is `EVERY`
    old.
    """
    now = ports.clock()
    _append_when_due(ports, now)
    handled = min(_handled(ports.views, each) for each in consumers)
    waiting = next(ports.log.read(STREAM, after=handled, limit=1), None)
    return max(now - waiting.at, timedelta()) if waiting else timedelta()


def note_handled(views: Views, consumer: str, position: int) -> None:
    """Note that a consumer has handled all of its input up to this heartbeat."""
    views.put(KIND, consumer, {"position": position}, position)


def _append_when_due(ports: Ports, now: datetime) -> None:
    newest = ports.log.latest(STREAM, limit=1)
    if newest and now - newest[0].at < EVERY:
        return
    position = newest[0].position + 1 if newest else 1
    with suppress(StreamMoved):  # another tick was faster
        ports.log.append(Commit(STREAM, position, (), now, STREAM, f"{STREAM}:{position}", ""))


def _handled(views: Views, consumer: str) -> int:
    noted = views.get(KIND, consumer)
    return int(noted["position"]) if noted else 0
