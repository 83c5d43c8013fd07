"""Logs and metrics of a process: JSON lines, metrics in CloudWatch's embedded format."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Literal

import msgspec

from shared.runtime.clock import now
from shared.runtime.once import once_each
from shared.runtime.settings import stage_name

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

NAMESPACE = "Rumpus"

type Unit = Literal["Count", "Seconds", "Milliseconds", "Bytes"]


@once_each
def logger(workload: str) -> Logger:
    """Return the logger of a workload; secrets and tokens are never passed to it."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - 57 ms that a quiet process saves

    return Logger(service=workload)


def metric(workload: str, name: str, value: float, unit: Unit = "Count") -> None:
    """Write one metric as a log line: it costs its bytes, not an API call."""
    line = {
        "_aws": {
            "Timestamp": int(now().timestamp() * 1000),
            "CloudWatchMetrics": [
                {
                    "Namespace": NAMESPACE,
                    "Dimensions": [["stage", "workload"]],
                    "Metrics": [{"Name": name, "Unit": unit}],
                }
            ],
        },
        "stage": stage_name(),
        "workload": workload,
        name: value,
    }
    sys.stdout.write(msgspec.json.encode(line).decode() + "\n")
