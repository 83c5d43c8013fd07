"""The alarms of a stage as data: the metric, its threshold, and the page that helps.

An alarm costs ten cents a month. A stage that does not watch each function only has alarms for
loss and errors; alarms for slowness under load are for stages with load.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdk.config import Config, living
from cdk.economy_alarms import economy_watches
from cdk.replication_alarms import replication_watches
from cdk.watch import Watch
from shared.workload_kinds import Lines, Queue, Schedule
from shared.workloads import WORKLOADS

_ERRORS = "docs/runbook.md: errors of a workload"
_THROTTLES = "docs/runbook.md: throttles of a workload"
_LATE = "docs/runbook.md: late queue"
_DEAD = "docs/runbook.md: dead letters"
_LOG_THROTTLED = "docs/runbook.md: log throttled"
_DROPPED = "docs/runbook.md: dropped ticks"
_CACHE = "docs/runbook.md: Valkey throttled"
_FAULTS = "docs/runbook.md: HTTP 5xx, socket integration errors"
_REFUSED = "docs/runbook.md: lines or spans refused"

_INDEXES = {"log": "families", "sockets": "by_connection", "views": "by_due"}

_REFUSED_METRICS = {"forward": "LinesRefused", "export": "SpansRefused"}

_FAILING_MINUTES = 3
"""Minutes of failures before the alarm of a busy workload; each failure of a rare one alarms."""


def watches(config: Config, websocket: str, http: str) -> Iterator[Watch]:
    """Yield every alarm of the stage; `websocket` and `http` are the ids of the APIs."""
    yield from _functions(config)
    yield from replication_watches(config)
    yield from _queues(config)
    yield from economy_watches(config)
    yield from _lines(config)
    if config.watch_each:
        yield from _clocks(config)
        yield from _stores(config)
    yield Watch("http-5xx", "AWS/ApiGateway", "5xx", 5, _FAULTS, {"ApiId": http})
    frames = {"ApiId": websocket, "Stage": "live"}
    for metric in ("IntegrationError", "ExecutionError"):
        yield Watch(f"ws-{metric}", "AWS/ApiGateway", metric, 5, _FAULTS, frames)


def _functions(config: Config) -> Iterator[Watch]:
    if config.watch_each:
        for workload in living(config, "lambda"):
            name = {"FunctionName": config.named(workload.name)}
            rare = isinstance(workload.trigger, Schedule) and workload.trigger.every_minutes > 1
            minutes = 1 if rare else _FAILING_MINUTES
            yield Watch(
                f"errors-{workload.name}", "AWS/Lambda", "Errors", 1, _ERRORS, name, minutes=minutes
            )
    else:
        yield Watch("errors", "AWS/Lambda", "Errors", 1, _ERRORS)
    # Concurrency is one pool for the whole account, and so is this figure.
    yield Watch("throttles", "AWS/Lambda", "Throttles", 1, _THROTTLES, minutes=2)


def _lines(config: Config) -> Iterator[Watch]:
    """Watch for lines that a sink refuses for good: then only CloudWatch has them."""
    for workload in living(config, "lambda"):
        if isinstance(workload.trigger, Lines):
            metric = _REFUSED_METRICS[workload.name]
            told = {"stage": config.stage, "workload": workload.name}
            yield Watch(f"refused-{workload.name}", "Rumpus", metric, 1, _REFUSED, told)


def _clocks(config: Config) -> Iterator[Watch]:
    """Watch for ticks that Lambda dropped, except of workloads whose ticks may overlap."""
    for workload in living(config, "lambda"):
        if isinstance(workload.trigger, Schedule):
            period = workload.trigger.every_minutes
            if workload.timeout_seconds <= period * 60:
                name = {"FunctionName": config.named(workload.name)}
                minutes = 1 if period > 1 else _FAILING_MINUTES
                yield Watch(
                    f"dropped-{workload.name}",
                    "AWS/Lambda",
                    "AsyncEventsDropped",
                    1,
                    _DROPPED,
                    name,
                    minutes=minutes,
                )


def _stores(config: Config) -> Iterator[Watch]:
    """Watch tables and their indexes: a throttled index delays the writes of its table."""
    log = {"TableName": config.named("log")}
    for metric in ("WriteThrottleEvents", "ReadThrottleEvents"):
        yield Watch(f"log-{metric}", "AWS/DynamoDB", metric, 10, _LOG_THROTTLED, log)
    for table, index in _INDEXES.items():
        names = {"TableName": config.named(table), "GlobalSecondaryIndexName": index}
        yield Watch(
            f"{table}-{index}-throttled",
            "AWS/DynamoDB",
            "WriteThrottleEvents",
            10,
            _LOG_THROTTLED,
            names,
        )
    if config.cache == "serverless":
        cache = {"clusterId": config.named("valkey")}
        yield Watch("valkey-throttled", "AWS/ElastiCache", "ThrottledCmds", 1, _CACHE, cache)


def _queues(config: Config) -> Iterator[Watch]:
    told = {"stage": config.stage, "workload": "letters"}
    yield Watch("dead-letters", "Rumpus", "DeadLetters", 1, _DEAD, told)
    for queue in (
        workload.trigger for workload in WORKLOADS if isinstance(workload.trigger, Queue)
    ):
        end = ".fifo" if queue.fifo else ""
        if config.watch_each:
            yield Watch(
                f"late-{queue.name}",
                "AWS/SQS",
                "ApproximateAgeOfOldestMessage",
                queue.late_seconds,
                _LATE,
                {"QueueName": config.named(f"{queue.name}{end}")},
                statistic="Maximum",
                minutes=3,
            )
