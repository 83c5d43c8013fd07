"""The alarms of a stage as data: what is measured, from where it is wrong, and where help is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from cdk.config import Config
from shared.duties import DUTIES, STREAMS, Queue, Stream

RUNBOOK = "docs/runbook.md"


@dataclass(frozen=True)
class Watch:
    """An alarm goes off when `metric` has been at `threshold` for `minutes` minutes on end.

    `help` is the heading in the runbook.
    """

    name: str
    namespace: str
    metric: str
    threshold: float
    help: str
    dimensions: Mapping[str, str] = field(default_factory=dict)
    statistic: str = "Sum"
    minutes: int = 1

    @property
    def description(self) -> str:
        return f"See {RUNBOOK}#{self.help}"


def watches(config: Config, websocket: str, http: str) -> Iterator[Watch]:
    """Every alarm of the stage; `websocket` and `http` are the ids of the APIs."""
    yield from _functions(config)
    yield from _streams(config)
    yield from _queues(config)
    log = {"TableName": config.named("log")}
    for metric in ("WriteThrottleEvents", "ReadThrottleEvents"):
        yield Watch(f"log-{metric}", "AWS/DynamoDB", metric, 10, "log-throttles", log)
    yield Watch("http-5xx", "AWS/ApiGateway", "5xx", 5, "server-errors", {"ApiId": http})
    frames = {"ApiId": websocket, "Stage": "live"}
    for metric in ("IntegrationError", "ExecutionError"):
        yield Watch(f"ws-{metric}", "AWS/ApiGateway", metric, 5, "server-errors", frames)


def _functions(config: Config) -> Iterator[Watch]:
    for duty in DUTIES:
        name = {"FunctionName": config.named(duty.name)}
        yield Watch(f"errors-{duty.name}", "AWS/Lambda", "Errors", 1, "errors", name, minutes=3)
    # Concurrency is one pool for the whole account, and so is this figure.
    yield Watch("throttles", "AWS/Lambda", "Throttles", 1, "throttles", minutes=2)


def _streams(config: Config) -> Iterator[Watch]:
    for duty in DUTIES:
        if isinstance(duty.trigger, Stream):
            yield Watch(
                f"age-{duty.trigger.name}-{duty.name}",
                "AWS/Lambda",
                "IteratorAge",
                config.iterator_age_alarm_seconds[duty.trigger.name] * 1000,
                "iterator-age",
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
            "stream-full",
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
        yield _waiting(f"dead-{name}", config.named(queue), "dead-letters")
    yield _waiting("failed-records", config.named("failed"), "failed-records")


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
