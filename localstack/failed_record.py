"""Writes what Lambda puts into the bucket of failed records, the only place of the whole record."""

from __future__ import annotations

import json
import time
from typing import Any

import boto3

_S3 = "arn:aws:s3:::"


def ship(
    mapping: dict[str, Any], shard: str, record: dict[str, Any], event: dict[str, Any], reason: str
) -> None:
    """Write the event of one record; `reason` is the condition that ended its retries."""
    on_failure = (mapping.get("DestinationConfig") or {}).get("OnFailure") or {}
    destination = on_failure.get("Destination", "")
    if not destination.startswith(_S3):
        return
    now = time.gmtime()
    number = record["SequenceNumber"]
    place = time.strftime("%Y/%m/%d/%Y-%m-%dT%H.%M.%S", now)
    arrived = _moment(time.gmtime(record["ApproximateArrivalTimestamp"]))
    invocation = {
        "requestContext": {"functionArn": mapping["FunctionArn"], "condition": reason},
        "version": "1.0",
        "timestamp": _moment(now),
        "KinesisBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": number,
            "endSequenceNumber": number,
            "approximateArrivalOfFirstRecord": arrived,
            "approximateArrivalOfLastRecord": arrived,
            "batchSize": 1,
            "streamArn": mapping["EventSourceArn"],
        },
        "payload": json.dumps(event),
    }
    boto3.client("s3").put_object(
        Bucket=destination.removeprefix(_S3),
        Key=f"aws/lambda/{mapping['UUID']}/{shard}/{place}-{number}",
        Body=json.dumps(invocation),
    )


def _moment(when: time.struct_time) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", when)
