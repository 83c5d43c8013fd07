"""Checks after a deploy what CloudFormation does not: `make postflight STAGE=dev`.

A log whose stream was recreated is no longer replicated, though its template looks the same.
"""

from __future__ import annotations

import os
import subprocess
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


def where(config: Config, client: Client) -> tuple[str, str]:
    """Return the URL of a stage's HTTP API, and an operator's key."""
    pages = client("cloudformation").get_paginator("describe_stacks").paginate()
    outputs = {
        output["OutputKey"]: output["OutputValue"]
        for stack in (each for page in pages for each in page["Stacks"])
        if stack["StackName"].startswith(config.named(""))
        for output in stack.get("Outputs", ())
    }
    secret = client("secretsmanager").get_secret_value(SecretId=config.named("operator-key"))
    return str(outputs["HttpUrl"]), str(secret["SecretString"])


def _smoke(config: Config, client: Client) -> int:
    """Let two bots play a battle, as the command line does; return its exit code."""
    url, key = where(config, client)
    known = {"RUMPUS_URL": url, "RUMPUS_OPERATOR_KEY_VALUE": key}
    command = (sys.executable, "-c", "from cli.main import main; main()", "smoke")
    return subprocess.run(command, env=os.environ | known, check=False).returncode  # noqa: S603


def main(arguments: list[str]) -> None:
    """Take the context as `cdk deploy` does."""
    try:
        found = postflight(config_of(arguments), SESSION, partial(time.sleep, 5))
    except (RefusedConfiguration, BotoCoreError, ClientError) as refusal:
        sys.exit(f"Failed: {refusal}")
    if found:
        sys.exit(f"Failed: {found}")
    sys.exit(_smoke(config_of(arguments), SESSION))


if __name__ == "__main__":
    main(sys.argv[1:])
