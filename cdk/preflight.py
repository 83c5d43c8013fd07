"""Checks whether an account can take a stage, before a deploy: `make preflight STAGE=dev`.

It creates only the service-linked roles: CloudFormation creates them too, but often continues
before they are ready, and then the first deploy of an account fails. It reads everything else, and
names what it may not read.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import cast

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cdk import needs
from cdk.config import Config, RefusedConfiguration
from cdk.context import config_for
from cdk.parts.events import streams_of
from cdk.passport.quotas import Client, applied, quotas

type Faults = Iterator[str]
type Check = Callable[[Config, Client], Faults]

SESSION = cast("Client", boto3.client)
"""Clients with the credentials and the region of the environment."""

_BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
_THERE = ("has been taken", "already exists")
_DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def preflight(config: Config, client: Client, note: Callable[[str], object]) -> list[str]:
    """Return one sentence for each obstacle."""
    checks: list[Check] = [_bootstrap, _executions, _shards]
    if config.cache == "serverless":
        checks.append(_vpcs)
    if config.fleets:
        checks += [_processors, _container_engine]
    found: list[str] = []
    for check in [*map(_role, needs.service_linked_roles(config)), *checks]:
        try:
            found += check(config, client)
        except ClientError as error:
            if error.response["Error"]["Code"] not in _DENIED:
                raise
            note(f"Not checked, for these credentials may not call {error.operation_name}.")
    return found


def _role(service: str) -> Check:
    return partial(_make_role, service)


def _make_role(service: str, _config: Config, client: Client) -> Faults:
    try:
        client("iam").create_service_linked_role(AWSServiceName=service)
    except ClientError as error:
        if not any(there in error.response["Error"]["Message"] for there in _THERE):
            raise
    yield from ()


def _bootstrap(_config: Config, client: Client) -> Faults:
    ssm = client("ssm")
    version = 0
    with suppress(ssm.exceptions.ParameterNotFound):
        version = int(ssm.get_parameter(Name=_BOOTSTRAP)["Parameter"]["Value"])
    if version < needs.BOOTSTRAP_VERSION:
        yield (
            f"The region is bootstrapped at version {version}, and the stage needs "
            f"{needs.BOOTSTRAP_VERSION}: run npx cdk bootstrap."
        )


def _executions(config: Config, client: Client) -> Faults:
    """Yield a fault of Lambda's concurrency; the stage's own reservations count as free."""
    functions = client("lambda")
    free = functions.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"]
    for workload in needs.reserving(config):
        try:
            kept = functions.get_function_concurrency(FunctionName=config.named(workload.name))
        except functions.exceptions.ResourceNotFoundException:
            continue
        free += kept.get("ReservedConcurrentExecutions", 0)
    yield from _too_few("lambda.executions", free, needs.executions(config))


def _shards(config: Config, client: Client) -> Faults:
    kinesis = client("kinesis")
    limits = kinesis.describe_limits()
    free = limits["ShardLimit"] - limits["OpenShardCount"]
    for spec in streams_of(config):
        try:
            found = kinesis.describe_stream_summary(StreamName=config.named(spec.name))
        except kinesis.exceptions.ResourceNotFoundException:
            continue
        free += found["StreamDescriptionSummary"]["OpenShardCount"]
    yield from _too_few("kinesis.shards", free, needs.shards(config))


def _vpcs(config: Config, client: Client) -> Faults:
    others = [
        vpc
        for page in client("ec2").get_paginator("describe_vpcs").paginate()
        for vpc in page["Vpcs"]
        if {"Key": "project", "Value": f"rumpus-{config.stage}"} not in vpc.get("Tags", [])
    ]
    yield from _too_few("vpc.vpcs", _allowed(client, "vpc.vpcs") - len(others), 1, len(others))


def _processors(config: Config, client: Client) -> Faults:
    allowed = _allowed(client, "fargate.processors")
    yield from _too_few("fargate.processors", allowed, needs.processors(config))


def _allowed(client: Client, key: str) -> int:
    quota = quotas()[key]
    found = applied(client, quota)
    return int(quota.default if found is None else found)


def _too_few(key: str, free: int, needed: int, taken: int = 0) -> Faults:
    """Yield a fault if a quota is too small; `taken` is the part that others use."""
    if free < needed:
        quota = quotas()[key]
        yield (
            f"The stage needs {needed} {quota.what}, the account has {free}: raise its quota "
            f"first. {quota.command(taken + needed)}"
        )


def _container_engine(_config: Config, _client: Client) -> Faults:
    """Yield a fault without a container engine; arm64 needs no emulation: the last stage copies."""
    engine = os.environ.get("CDK_DOCKER", "docker")
    path = shutil.which(engine)
    if path is not None:
        info = subprocess.run([path, "info"], capture_output=True, check=False)  # noqa: S603 - the developer's own
        if not info.returncode:
            return
    yield (
        f"The image of the servers can't be built, for '{engine} info' fails: "
        "start the container engine, or name another one by CDK_DOCKER."
    )


def config_of(arguments: list[str]) -> Config:
    """Return the configuration that `cdk deploy` with these arguments deploys."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    parser.add_argument("--context", "-c", action="append", default=[])
    given, _ = parser.parse_known_args(arguments)
    context = dict(each.partition("=")[::2] for each in given.context)
    return config_for(context.pop("stage", "dev"), context)


def main(arguments: list[str]) -> None:
    """Exit with all sentences, or return if there are none."""
    try:
        found = preflight(config_of(arguments), SESSION, partial(print, file=sys.stderr))
    except (RefusedConfiguration, BotoCoreError, ClientError) as refusal:
        found = [str(refusal)]
    if found:
        sys.exit("\n".join(f"Refused: {sentence}" for sentence in found))


if __name__ == "__main__":
    main(sys.argv[1:])
