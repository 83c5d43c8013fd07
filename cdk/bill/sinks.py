"""Computes the cost of lines outside of CloudWatch: as Parquet on S3, or in Loki."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cdk.bill.stage import Stage
from cdk.bill.use import Use, used

CAME_IN = frozenset({"logs.in", "logs.lambda_in"})
"""Rates whose quantities are GB of lines ingested by CloudWatch."""

PARQUET = 5.7
"""Factor by which lines are smaller as Parquet than as printed (measured)."""


def parquet(gigabytes: float) -> Mapping[str, float]:
    """Return what a month of lines uses to become Parquet, and to be stored."""
    steps = dict.fromkeys(("firehose.in", "firehose.unpack", "firehose.convert"), gigabytes)
    return {**steps, "s3.storage": gigabytes / PARQUET}


def loki(gigabytes: float) -> Mapping[str, float]:
    """Return what a month of lines uses in Loki's bucket, besides its tasks."""
    return {"s3.storage": gigabytes}


def sinks(stage: Stage, uses: Iterable[Use]) -> Iterator[Use]:
    """Yield what the stage's lines use outside of CloudWatch, if they are forwarded."""
    gigabytes = sum(use.quantity for use in uses if use.rate in CAME_IN)
    if stage.of("KinesisFirehose::DeliveryStream"):
        yield from used("lines as Parquet", parquet(gigabytes))
    if "forward" in stage.workloads:
        yield from used("lines in Loki", loki(gigabytes))
