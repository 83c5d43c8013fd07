"""The alarms of the economy: its ledger, and the database that it is in."""

from __future__ import annotations

from collections.abc import Iterator

from cdk.config import Capacity, Config
from cdk.connections import MOST
from cdk.watch import Watch

_METRICS = "Rumpus"
_DIFFERS = "docs/runbook.md: economy differs"
_NOT_AUDITED = "docs/runbook.md: economy not audited"
_NOT_SHIPPED = "docs/runbook.md: economy facts not shipped"
_QUARANTINED = "docs/runbook.md: player quarantined"
_NOT_ARCHIVED = "docs/runbook.md: players not archived"
_OLDEST_SECONDS = 300
_CONNECTIONS = "docs/deploy.md: database connections"
_CAPACITY = "docs/deploy.md: database capacity"
_DEADLOCKS = "docs/deploy.md: database deadlocks"
_LAG = "docs/deploy.md: database replica lag"


def economy_watches(config: Config) -> Iterator[Watch]:
    """Yield a stage's alarms; those of the database only if it is the stage's own."""
    audit = {"stage": config.stage, "workload": "audit"}
    yield Watch("economy-differs", _METRICS, "EconomyDifferences", 1, _DIFFERS, audit, "Maximum")
    yield Watch("economy-unaudited", _METRICS, "EconomyAuditsFailed", 1, _NOT_AUDITED, audit)
    yield _outbox(config)
    archive = {"stage": config.stage, "workload": "archive"}
    yield Watch("archive-quarantined", _METRICS, "PlayersQuarantined", 1, _QUARANTINED, archive)
    yield Watch("archive-faults", _METRICS, "PlayersNotArchived", 1, _NOT_ARCHIVED, archive)
    if config.database is not None:
        yield from _database(config.named("economy"), config.database)


def _outbox(config: Config) -> Watch:
    """Watch the outbox's age, written by the shipper each minute, unless the database may sleep."""
    return Watch(
        "economy-outbox",
        _METRICS,
        "OutboxAge",
        _OLDEST_SECONDS,
        _NOT_SHIPPED,
        {"stage": config.stage, "workload": "ship"},
        "Maximum",
        minutes=5,
        constant=config.database is not None and config.database.fewest > 0,
    )


def _database(cluster: str, capacity: Capacity) -> Iterator[Watch]:
    """Watch the database; not its capacity if it pauses, as each resume uses the maximum."""
    yield _watch("connections", "DatabaseConnections", MOST + 1, _CONNECTIONS, cluster, minutes=2)
    if capacity.fewest:
        # Per cent of the maximum.
        yield _watch("capacity", "ACUUtilization", 90, _CAPACITY, cluster, minutes=10)
    # Deadlocks a second: one in a minute is 0.017.
    yield _watch("deadlocks", "Deadlocks", 0.01, _DEADLOCKS, cluster, minutes=1)
    if capacity.readers:
        lag_ms = 1000
        yield _watch("lag", "AuroraReplicaLagMaximum", lag_ms, _LAG, cluster, minutes=3)


def _watch(
    what: str, metric: str, threshold: float, page: str, cluster: str, *, minutes: int
) -> Watch:
    return Watch(
        f"database-{what}",
        "AWS/RDS",
        metric,
        threshold,
        page,
        {"DBClusterIdentifier": cluster},
        statistic="Maximum",
        minutes=minutes,
    )
