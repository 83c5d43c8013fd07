"""The only reader of the environment: the settings of a process from its deployment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, ValidationError, convert
from msgspec.json import decode

PREFIX = "RUMPUS_"
MAPPINGS = {"oidc_issuers", "operator_issuers", "dead_queues"}
"""Settings that are JSON objects."""


class SettingsError(Exception):
    """A variable is missing from the environment or has an invalid value."""


class Settings(Struct, frozen=True, kw_only=True):
    """The variables `RUMPUS_…` in lower case; those that the workload does not need are empty."""

    stage: str
    aws_client: Literal["lean", "botocore"] = "lean"  # of DynamoDB and the management API
    log_table: str = ""
    slots_table: str = ""  # who owns which slot; none in a stage without owners
    journal_table: str = ""  # of a process that owns slots, or keeps entries of journals; else none
    events_stream: str = ""  # into which an owner of slots ships what it wrote
    snapshots_bucket: str = ""  # of what an owner knows of its slots
    owner_address: str = ""  # where others reach this process, which owns slots: host:port
    players_table: str = ""
    sockets_table: str = ""
    views_table: str = ""
    failed_bucket: str = ""
    token_secret: str = ""
    operator_key: str = ""
    valkey_url: str = ""
    database_url: str = ""  # postgresql://rumpus@host:port/name?sslmode=…, never a password
    database_secret: str = ""  # names a JSON with the field `password`; none where none is asked
    database_connections: int = 8  # of a server's process; a function's process has one
    database_sleeps: bool = (
        False  # while nobody asks it anything, and is paid for while it does not
    )
    reward_guests: bool = True  # for taking part in a battle; who has no account may come often
    owner_url: str = ""  # the same database, as the one who migrates it logs in
    owner_secret: str = ""
    economy_stream: str = ""
    archive_bucket: str = ""
    cold_after_days: float = 180  # without a sign of a player, before the archive has all of it
    sockets_url: str = ""
    ws_url: str = ""
    gateway_url: str = ""  # what a client connects to; none in a stage without gateways
    api_docs: bool = False  # whether the HTTP API shows its document, and pages of it
    placement: Literal["serverless", "dedicated", "auto"] = "auto"
    placement_size: int = 500  # players; battles of more are played on gateways
    gateway_address: str = ""  # where it listens: everywhere
    gateway_port: int = 8080
    gateway_processes: int = 0
    gateway_certificate: str = ""  # path of a PEM of key and chain, or ARN of a secret that is one
    loki_url: str = ""  # to which lines are pushed
    otlp_url: str = ""  # to which spans are sent
    otlp_secret: str = ""  # ARN of a secret: the header that says who sends them; or none
    fleet: str = ""  # of gateways: its cluster/service
    fleet_fewest: int = 2
    fleet_most: int = 2
    queue_deferred: str = ""
    queue_broadcast: str = ""
    queue_leaderboard: str = ""
    queue_default: str = ""
    queue_notifications: str = ""
    queue_payouts: str = ""
    dead_queues: dict[str, str] = {}  # of dead letters, by workload; `failed` names objects
    oidc_issuers: dict[str, str] = {}
    operator_issuers: dict[str, str] = {}  # whose tokens say who is an operator

    def need(self, name: str) -> str:
        """Return a setting that this workload requires; raise SettingsError if it is empty."""
        value = getattr(self, name)
        if not value:
            raise SettingsError(
                f"{PREFIX}{name.upper()} is not set; the deploy of this workload sets it"
            )
        return str(value)

    def queues(self) -> dict[str, str]:
        """Map the names of the queues that this workload may use to their URLs."""
        names = (name for name in self.__struct_fields__ if name.startswith("queue_"))
        urls = {name.removeprefix("queue_"): str(getattr(self, name)) for name in names}
        return {name: url for name, url in urls.items() if url}


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings; raise SettingsError naming the variable at fault."""
    values: dict[str, object] = {}
    for name in Settings.__struct_fields__:
        text = environment.get(PREFIX + name.upper())
        if text is not None:
            values[name] = decode(text) if name in MAPPINGS else text
    try:
        return convert(values, Settings, strict=False)
    except ValidationError as error:
        raise SettingsError(f"the {PREFIX}… environment is wrong: {error}") from error


def on_lambda(environment: Mapping[str, str] = os.environ) -> bool:
    """Return whether this process is a Lambda function."""
    return "AWS_LAMBDA_FUNCTION_NAME" in environment


def stage_name(environment: Mapping[str, str] = os.environ) -> str:
    """Return the stage of this process, for callers that can't wait for all settings."""
    return environment.get(f"{PREFIX}STAGE", "")


def trace_share(environment: Mapping[str, str] = os.environ) -> float:
    """Return the share of commands whose spans are written even if all is well."""
    return float(environment.get(f"{PREFIX}TRACE_SHARE", "0"))


def workload_name(environment: Mapping[str, str] = os.environ) -> str:
    """Return the workload of this process; empty outside of a stage."""
    return environment.get(f"{PREFIX}WORKLOAD", "")
