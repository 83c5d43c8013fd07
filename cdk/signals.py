"""Derives each workload's signals from its declaration: duration, failures, delay.

AWS measures them for functions, queues and streams free of charge; only servers need own metrics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, assert_never

from cdk.config import Config
from cdk.metric import Metric
from shared.workload_kinds import (
    Authorizer,
    Deploy,
    Http,
    Lines,
    Peers,
    Queue,
    Schedule,
    Server,
    Stream,
    WebSocket,
    Workload,
)

type Question = Literal["latency", "errors", "age"]

QUESTIONS: tuple[Question, ...] = ("latency", "errors", "age")


@dataclass(frozen=True)
class Signal:
    """A metric that answers a question about a workload."""

    question: Question
    workload: str
    metric: Metric


LATENCY_OF_SERVERS = {"gateway": "LoopLate", "web": "RequestTime", "owner": "PutTime"}


def signals(
    config: Config, workload: Workload, targets: Mapping[str, str] | None = None
) -> Iterator[Signal]:
    """Yield a workload's signals; `targets` names a server's targets at its load balancer."""
    name = workload.name
    function = {"FunctionName": config.named(name)}
    match workload.trigger:
        case Server() | Peers():
            own = {"stage": config.stage, "workload": name}
            yield Signal("latency", name, Metric("Rumpus", LATENCY_OF_SERVERS[name], "p99", own))
            if targets:
                reset = "TCP_Target_Reset_Count"
                yield Signal("errors", name, Metric("AWS/NetworkELB", reset, "Sum", targets))
            return
        case Stream():
            yield Signal("age", name, Metric("AWS/Lambda", "IteratorAge", "Maximum", function))
        case Queue(fifo=fifo):
            queue = {"QueueName": config.named(name) + (".fifo" if fifo else "")}
            oldest = "ApproximateAgeOfOldestMessage"
            yield Signal("age", name, Metric("AWS/SQS", oldest, "Maximum", queue))
        case Schedule() | Lines():
            yield Signal("age", name, Metric("AWS/Lambda", "AsyncEventAge", "Maximum", function))
        case Authorizer() | WebSocket() | Http() | Deploy():
            pass  # a caller waits for it, so there is no backlog
        case _:
            assert_never(workload.trigger)
    yield Signal("latency", name, Metric("AWS/Lambda", "Duration", "p99", function))
    yield Signal("errors", name, Metric("AWS/Lambda", "Errors", "Sum", function))
