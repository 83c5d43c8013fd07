"""The alarms of a stage as data: what is measured, from where it is wrong, and where help is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cdk.config import Config, living
from cdk.economy_alarms import economy_watches
from cdk.parts.events import streams_of
from cdk.watch import Watch
from shared.duties import DUTIES, Queue, Schedule, Stream

_AGE = "docs/runbook.md: iterator age"
_ERRORS = "docs/runbook.md: errors of a duty"
_THROTTLES = "docs/runbook.md: throttles of a duty"
_DEAD = "docs/runbook.md: dead letters of a queue"
_FAILED = "docs/runbook.md: failed records"
_LOG_THROTTLED = "docs/runbook.md: log throttled"
_FAULTS = "docs/runbook.md: HTTP 5xx, socket integration errors"
_FULL = "docs/deploy.md: More shards"

_FAILING_MINUTES = 3
"""A duty that works all the time may fail now and then; each failure of a rare one counts."""


def watches(config: Config, websocket: str, http: str) -> Iterator[Watch]:
    """Every alarm of the stage; `websocket` and `http` are the ids of the APIs."""
    yield from _functions(config)
    yield from _streams(config)
    yield from _queues(config)
    yield from economy_watches(config)
    log = {"TableName": config.named("log")}
    for metric in ("WriteThrottleEvents", "ReadThrottleEvents"):
        yield Watch(f"log-{metric}", "AWS/DynamoDB", metric, 10, _LOG_THROTTLED, log)
    yield Watch("http-5xx", "AWS/ApiGateway", "5xx", 5, _FAULTS, {"ApiId": http})
    frames = {"ApiId": websocket, "Stage": "live"}
    for metric in ("IntegrationError", "ExecutionError"):
        yield Watch(f"ws-{metric}", "AWS/ApiGateway", metric, 5, _FAULTS, frames)


def _functions(config: Config) -> Iterator[Watch]:
    if config.watch_each:
        for duty in living(config, "lambda"):
            name = {"FunctionName": config.named(duty.name)}
            rare = isinstance(duty.trigger, Schedule) and duty.trigger.every_minutes > 1
            minutes = 1 if rare else _FAILING_MINUTES
            yield Watch(
                f"errors-{duty.name}", "AWS/Lambda", "Errors", 1, _ERRORS, name, minutes=minutes
            )
    else:
        yield Watch("errors", "AWS/Lambda", "Errors", 1, _ERRORS)
    # Concurrency is one pool for the whole account, and so is this figure.
    yield Watch("throttles", "AWS/Lambda", "Throttles", 1, _THROTTLES, minutes=2)


def _streams(config: Config) -> Iterator[Watch]:
    oldest = config.iterator_age_alarm_seconds
    if config.watch_each:
        for duty in DUTIES:
            if isinstance(duty.trigger, Stream):
                name = {"FunctionName": config.named(duty.name)}
                stream = duty.trigger.name
                yield _age(f"age-{stream}-{duty.name}", oldest[stream], name)
    else:
        yield _age("age", max(oldest.values()), {})
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


def _queues(config: Config) -> Iterator[Watch]:
    dead = {
        duty.trigger.name: f"{duty.trigger.name}-dead" + (".fifo" if duty.trigger.fifo else "")
        for duty in DUTIES
        if isinstance(duty.trigger, Queue)
    }
    for name, queue in dead.items():
        yield _waiting(f"dead-{name}", config.named(queue), _DEAD)
    yield _waiting("failed-records", config.named("failed"), _FAILED)


def _waiting(name: str, queue: str, page: str) -> Watch:
    return Watch(
        name,
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        1,
        page,
        {"QueueName": queue},
        statistic="Maximum",
    )
