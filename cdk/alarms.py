"""The alarms of a stage as data: what is measured, from where it is wrong, and where help is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cdk.config import Config
from shared.duties import DUTIES, STREAMS, Queue, Stream

_AGE = "docs/runbook.md: iterator age"
_ERRORS = "docs/runbook.md: errors of a duty"
_THROTTLES = "docs/runbook.md: throttles of a duty"
_DEAD = "docs/runbook.md: dead letters of a queue"
_FAILED = "docs/runbook.md: failed records"
_LOG_THROTTLED = "docs/runbook.md: log throttled"
_FAULTS = "docs/runbook.md: HTTP 5xx, socket integration errors"
_FULL = "docs/deploy.md: More shards"


@dataclass(frozen=True)
class Watch:
    """An alarm goes off when `metric` has been at `threshold` for `minutes` minutes on end.

    `help` is the page, and what to look for there.
    """

    name: str
    namespace: str
    metric: str
    threshold: float
    help: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    statistic: str = "Sum"
    minutes: int = 1


def watches(config: Config, websocket: str, http: str) -> Iterator[Watch]:
    """Every alarm of the stage; `websocket` and `http` are the ids of the APIs."""
    yield from _functions(config)
    yield from _streams(config)
    yield from _queues(config)
    log = {"TableName": config.named("log")}
    for metric in ("WriteThrottleEvents", "ReadThrottleEvents"):
        yield Watch(f"log-{metric}", "AWS/DynamoDB", metric, 10, _LOG_THROTTLED, log)
    yield Watch("http-5xx", "AWS/ApiGateway", "5xx", 5, _FAULTS, {"ApiId": http})
    frames = {"ApiId": websocket, "Stage": "live"}
    for metric in ("IntegrationError", "ExecutionError"):
        yield Watch(f"ws-{metric}", "AWS/ApiGateway", metric, 5, _FAULTS, frames)


def _functions(config: Config) -> Iterator[Watch]:
    for duty in DUTIES:
        name = {"FunctionName": config.named(duty.name)}
        yield Watch(f"errors-{duty.name}", "AWS/Lambda", "Errors", 1, _ERRORS, name, minutes=3)
    # Concurrency is one pool for the whole account, and so is this figure.
    yield Watch("throttles", "AWS/Lambda", "Throttles", 1, _THROTTLES, minutes=2)


def _streams(config: Config) -> Iterator[Watch]:
    for duty in DUTIES:
        if isinstance(duty.trigger, Stream):
            yield Watch(
                f"age-{duty.trigger.name}-{duty.name}",
                "AWS/Lambda",
                "IteratorAge",
                config.iterator_age_alarm_seconds[duty.trigger.name] * 1000,
                _AGE,
                {"FunctionName": config.named(duty.name)},
                statistic="Maximum",
                minutes=3,
            )
    for spec in STREAMS:
        yield Watch(
            f"full-{spec.name}",
            "AWS/Kinesis",
            "WriteProvisionedThroughputExceeded",
            1,
            _FULL,
            {"StreamName": config.named(spec.name)},
            minutes=2,
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
