"""Derives a workload's rights and variables from its grants and its trigger."""

from __future__ import annotations

from typing import assert_never

from cdk.grants import ALLOWANCES, Permit
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

_CONSUME_STREAM = (
    "kinesis:DescribeStream",
    "kinesis:DescribeStreamSummary",
    "kinesis:GetRecords",
    "kinesis:GetShardIterator",
    "kinesis:ListShards",
)
_CONSUME_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


def _consumed(workload: Workload) -> tuple[Permit, ...]:
    match workload.trigger:
        case Stream(name=name):
            return (Permit(f"stream/{name}", _CONSUME_STREAM),)
        case Queue(name=name):
            return (Permit(f"queue/{name}", _CONSUME_QUEUE),)
        case Authorizer() | WebSocket() | Http() | Schedule() | Lines():
            return ()
        case Server() | Peers() | Deploy():
            return ()
        case _:
            assert_never(workload.trigger)


def permits(workload: Workload) -> tuple[Permit, ...]:
    """Return all permits of a workload's function."""
    granted = [permit for grant in workload.grants for permit in ALLOWANCES[grant].permits]
    return (*granted, *_consumed(workload))


def environment(workload: Workload) -> tuple[str, ...]:
    """Return the names of the environment variables of a workload's function."""
    names = [name for grant in workload.grants for name in ALLOWANCES[grant].environment]
    return ("RUMPUS_STAGE", "RUMPUS_WORKLOAD", "RUMPUS_TRACE_SHARE", *dict.fromkeys(names))
