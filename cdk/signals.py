"""What each workload tells by being declared: how long it takes, how often it fails, how late.

AWS measures that of functions, queues and streams for nothing; only servers have metrics of ours.
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
    """Yield what a workload tells; `targets` name those of a server's load balancer."""
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
            pass  # somebody waits for it: nothing grows old
        case _:
            assert_never(workload.trigger)
    yield Signal("latency", name, Metric("AWS/Lambda", "Duration", "p99", function))
    yield Signal("errors", name, Metric("AWS/Lambda", "Errors", "Sum", function))
