"""Looks, after a deploy, at what CloudFormation does not: `make postflight STAGE=dev`.

A log whose stream was made anew is no longer replicated, and its template looks the same.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cdk.config import Config, RefusedConfiguration
from cdk.passport.quotas import Client
from cdk.preflight import SESSION, config_of

_CHANGING = {"ENABLING", "UPDATING", "DISABLING"}
_TRIES = 60


def postflight(config: Config, client: Client, wait: Callable[[], object]) -> str | None:
    """Return what is wrong, or None."""
    tables, log, stream = client("dynamodb"), config.named("log"), config.named("events")
    status = _status(tables, log, stream)
    for _ in range(_TRIES):
        if status not in _CHANGING:
            break
        wait()
        status = _status(tables, log, stream)
    if status == "ACTIVE":
        return None
    return (
        f"The table {log} is not replicated to the stream {stream} ({status}): run "
        f"aws dynamodb enable-kinesis-streaming-destination --table-name {log} --stream-arn ARN, "
        "then see 'Replication stopped' in docs/runbook.md."
    )


def _status(tables: Any, log: str, stream: str) -> str:
    found = tables.describe_kinesis_streaming_destination(TableName=log)
    states = {
        each["StreamArn"].rpartition("/")[2]: each["DestinationStatus"]
        for each in found["KinesisDataStreamDestinations"]
    }
    return str(states.get(stream, "no destination"))


def main(arguments: list[str]) -> None:
    """Take the context as `cdk deploy` does."""
    try:
        found = postflight(config_of(arguments), SESSION, partial(time.sleep, 5))
    except (RefusedConfiguration, BotoCoreError, ClientError) as refusal:
        sys.exit(f"Failed: {refusal}")
    if found:
        sys.exit(f"Failed: {found}")


if __name__ == "__main__":
    main(sys.argv[1:])
