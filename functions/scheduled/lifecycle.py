"""Each minute: announces starts and ends of rooms, and measures the log's replication."""

from __future__ import annotations

from typing import Any

from shared.application.lifecycle.announce_rooms import announce_rooms
from shared.application.lifecycle.heartbeat import heartbeat
from shared.runtime.bootstrap import Application, application
from shared.runtime.observability import metric
from shared.runtime.observed import observed
from shared.workload_kinds import Stream
from shared.workloads import WORKLOADS

WORKLOAD = "lifecycle"
CONSUMERS = tuple(
    workload.name
    for workload in WORKLOADS
    if isinstance(workload.trigger, Stream) and workload.trigger.name == "events"
)


@observed
def handler(_event: dict[str, Any], _context: object) -> None:
    announce(application())


def announce(app: Application) -> None:
    """Announce, and measure; an alarm takes a missing metric for a fault."""
    announce_rooms(app, app.on_fault)
    metric(WORKLOAD, "ReplicationLag", heartbeat(app, CONSUMERS).total_seconds(), "Seconds")
