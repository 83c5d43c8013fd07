"""The alarms of the way from the log to its consumers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cdk.config import Config, living
from cdk.metric import ANY
from cdk.parts.events import streams_of
from cdk.watch import Watch
from shared.workload_kinds import BEHIND, Stream
from shared.workloads import WORKLOADS

_AGE = "docs/runbook.md: iterator age"
_LAG = "docs/runbook.md: replication lag"
_REPLICATION = "docs/runbook.md: replication of the log"
_FULL = "docs/deploy.md: More shards"
_LAG_SECONDS = 300
_OLDEST_MS = 60_000
_BEHIND_MS = 5_000
_PERIOD_MINUTES = 5  # of DynamoDB's figures about its replication


def replication_watches(config: Config) -> Iterator[Watch]:
    """Yield the heartbeat's alarm, which every stage has and which covers all consumers of the log.

    A stage that watches each function also has alarms that locate a delay.
    """
    yield _heartbeat(config)
    yield from _ages(config)
    if config.watch_each:
        yield from lag_watches(config)
        yield from _destination(config)
        yield from _shards(config)


def _shards(config: Config) -> Iterator[Watch]:
    for spec in streams_of(config):
        yield Watch(
            f"full-{spec.name}",
            "AWS/Kinesis",
            "WriteProvisionedThroughputExceeded",
            1,
            _FULL,
            {"StreamName": config.named(spec.name)},
            minutes=2,
        )


def _heartbeat(config: Config) -> Watch:
    """Watch the heartbeat, written each minute, even without players: silence is a fault."""
    return Watch(
        "replication-lag",
        "Rumpus",
        "ReplicationLag",
        _LAG_SECONDS,
        _LAG,
        {"stage": config.stage, "workload": "lifecycle"},
        "Maximum",
        minutes=5,
        constant=True,
    )


def _ages(config: Config) -> Iterator[Watch]:
    """Watch each function's iterator age: Lambda has no figure for a whole account."""
    for workload in WORKLOADS:
        if isinstance(workload.trigger, Stream):
            stream = workload.trigger.name
            if config.watch_each or stream != "events":
                name = {"FunctionName": config.named(workload.name)}
                oldest = config.iterator_age_alarm_seconds[stream]
                yield _age(f"age-{stream}-{workload.name}", oldest, name)


def lag_watches(config: Config) -> Iterator[Watch]:
    """Yield the alarms by which `keep_up` raises consumers' parallelism; they notify nobody."""
    for workload in living(config, "lambda"):
        if isinstance(workload.trigger, Stream):
            function = {"FunctionName": config.named(workload.name)}
            yield Watch(
                f"{BEHIND}{workload.name}",
                "AWS/Lambda",
                "IteratorAge",
                _BEHIND_MS,
                _AGE,
                function,
                "Maximum",
                minutes=2,
                tells=False,
            )


def _age(name: str, seconds: int, function: Mapping[str, str]) -> Watch:
    return Watch(
        name,
        "AWS/Lambda",
        "IteratorAge",
        seconds * 1000,
        _AGE,
        function,
        statistic="Maximum",
        minutes=3,
    )


def _destination(config: Config) -> Iterator[Watch]:
    """Watch DynamoDB's metrics of its replication to the stream."""
    log = {"TableName": config.named("log"), "DelegatedOperation": ANY}
    for metric, threshold, statistic in (
        ("AgeOfOldestUnreplicatedRecord", _OLDEST_MS, "Maximum"),
        ("FailedToReplicateRecordCount", 1, "Sum"),
        ("ThrottledPutRecordCount", 1, "Sum"),
    ):
        yield Watch(
            f"log-{metric}",
            "AWS/DynamoDB",
            metric,
            threshold,
            _REPLICATION,
            log,
            statistic,
            minutes=_PERIOD_MINUTES,
            period_minutes=_PERIOD_MINUTES,
        )
