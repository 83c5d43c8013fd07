"""The stages as data: what each has, keeps and leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from layers.tree import ROOT
from shared.workload_kinds import Runtime, Stage, Workload
from shared.workloads import WORKLOADS

GATEWAY = "gateway"
OWNER = "owner"
WEB = "web"

BUDGET_OF_FLEET_USD = 150
"""Dollars a month: twice the cost of a pair of tasks and its share of the load balancer."""

BUDGET_OF_LOKI_USD = 70
"""Dollars a month: twice the cost of Loki, Grafana and their forwarder without players."""

type Cache = Literal["serverless", "external"]
type AwsClient = Literal["lean", "botocore"]
type Logs = Literal["cloudwatch", "athena", "loki"]
type Choice = Literal["serverless", "dedicated", "auto"]


class RefusedConfiguration(Exception):  # noqa: N818 - a fact: this configuration is not deployed
    """A configuration can't be deployed; the message is one sentence that names what to change."""


@dataclass(frozen=True)
class Capacity:
    """The database's capacity in Aurora units (2 GiB of memory each); a least of 0 pauses it."""

    fewest: float
    most: float
    readers: int
    backup_days: int


@dataclass(frozen=True)
class Fleet:
    """The limits of a server's number of tasks, each one processor with one process.

    The fewest are two, in two zones; more are started before a battle, because its start is known.
    The database's connections limit the most: 200,000 players with ease on gateways, whose tasks
    are told how many connections they may open (cdk/connections.py).
    """

    fewest: int = 2
    most: int = 40


@dataclass(frozen=True)
class Placement:
    """Where the player of a ticket opens the socket, if the stage has a gateway.

    `auto` places battles of more than `size` players on gateways, and the others on API Gateway;
    `serverless` places all on API Gateway, `dedicated` all on gateways.
    """

    choice: Choice = "auto"
    size: int = 500


@dataclass(frozen=True)
class Ceiling:
    """The maximum of a stage's paid usage; requests beyond it are answered `busy`.

    `reads` and `writes` are request units a second of each table and of each index.
    """

    reads: int
    writes: int
    cache_gigabytes: int
    cache_units: int  # of Valkey's processing (ECPU), a second


@dataclass(frozen=True)
class Size:
    """The size of a task: in 1024ths of a processor, and MB."""

    cpu: int
    memory_mb: int


@dataclass(frozen=True)
class Otlp:
    """The endpoint of spans, if any; `secret` is the ARN of a secret that holds a header."""

    url: str = ""
    secret: str = ""


@dataclass(frozen=True)
class Config:
    """One stage.

    `emulated` means that the account is an emulator on this machine: one stack, no network,
    no layer, addresses as parameters, and nothing that the emulator cannot make.
    """

    stage: Stage
    emulated: bool = False
    durable: bool = True  # tables and archive outlive the stack, with point-in-time recovery
    cache: Cache = "serverless"  # external: somebody else's Valkey, its URL is a parameter
    database: Capacity | None = Capacity(0, 1, readers=0, backup_days=1)  # None: as `external`
    one_stream: bool = True  # the first stream carries all: a shard costs $11 a month
    zones: int = 2
    zone_names: tuple[str, ...] = ()  # those to stand in; none: the first of the account
    tree: Path = ROOT  # of the code that is deployed
    architecture: Literal["arm64", "x86_64"] = "arm64"
    snap_start: bool = False
    observed: bool = True  # alarms, dashboard, budget
    watch_each: bool = False  # an alarm a function, not one for all functions of the account
    iterator_age_alarm_seconds: Mapping[str, int] = field(
        default_factory=lambda: {"events": 60, "economy-events": 60}
    )
    log_days: int = 14
    requests_per_second: int = 1_000
    burst: int = 500
    ceiling: Ceiling = Ceiling(reads=2_000, writes=1_000, cache_gigabytes=1, cache_units=10_000)
    budget_usd: int = (
        50  # a month, twice what idling costs; BUDGET_OF_FLEET_USD for each fleet more
    )
    alarm_email: str = ""
    oidc_issuers: str = "{}"
    operator_issuers: str = "{}"
    fleets: Mapping[str, Fleet] = field(default_factory=dict)  # of workloads on Fargate, by name
    trace_share: float = 1  # of commands, whose spans are written
    api_docs: bool = True  # at /docs, /redoc and /openapi.json of the HTTP API
    placement: Placement = Placement()
    aws_client: AwsClient = "lean"  # of DynamoDB and the management API
    cold_after_days: float = 180  # without a sign of a player, before the archive has all of it
    reward_guests: bool = True  # for taking part in a battle; a guest may come under many names
    gateway_domain: str = ""  # the name that players connect to; none: the load balancer's own
    gateway_certificate: str = ""  # ARN of a secret: PEM of the name's key and chain
    pages: tuple[Path, ...] = ()  # folders of built pages, which CloudFront shows
    logs: Logs = "cloudwatch"  # where lines are kept; athena: as Parquet on S3, too; loki: in Loki
    loki: Size = Size(512, 1024)
    otlp: Otlp = Otlp()
    own_hardware: str = ""  # addresses that a worker of the archive comes from; none: it has none
    drills: bool = False  # experiments of FIS, which run when somebody starts them
    account_log_role: bool = True  # the API Gateway setting that access logs of WebSockets need

    @property
    def has_owners(self) -> bool:
        """Whether slots have owners; without, games that ask for a journal use the direct log."""
        return self.emulated or OWNER in self.fleets

    @property
    def public_fleets(self) -> list[str]:
        """Return the fleets that players reach through the load balancer."""
        return [name for name in (GATEWAY, WEB) if name in self.fleets]

    @property
    def has_tasks(self) -> bool:
        """Whether tasks run on Fargate, which need subnets with a way out."""
        return bool(self.fleets) or self.logs == "loki"

    def named(self, name: str) -> str:
        """Return the physical name of a resource of this stage."""
        return f"rumpus-{self.stage}-{name}"


STAGES: dict[Stage, Config] = {
    "local": Config(
        "local",
        emulated=True,
        durable=False,
        cache="external",
        database=None,
        one_stream=False,
        zones=1,
        architecture="x86_64",
        observed=False,
    ),
    "dev": Config("dev"),
    "prod": Config(
        "prod",
        database=Capacity(1, 16, readers=1, backup_days=14),
        one_stream=False,
        watch_each=True,
        zones=3,
        snap_start=True,
        log_days=90,
        loki=Size(1024, 4096),
        fleets={"gateway": Fleet()},
        api_docs=False,
        trace_share=0.01,
        requests_per_second=8_000,
        burst=4_000,
        ceiling=Ceiling(reads=40_000, writes=20_000, cache_gigabytes=10, cache_units=200_000),
        budget_usd=750,
    ),
}


def runtime_of(workload: Workload, config: Config) -> Runtime:
    """Return a workload's runtime; one on Fargate, or that scales it, needs a fleet to have one."""
    runtime = workload.runtime.get(config.stage, "none")
    if runtime == "fargate" and workload.name not in config.fleets:
        return "none"
    if "loki" in workload.grants and config.logs != "loki":
        return "none"
    if "otlp" in workload.grants and not config.otlp.url:
        return "none"
    if "fleet:scale" in workload.grants and GATEWAY not in config.fleets:
        return "none"
    return runtime


def living(config: Config, runtime: Runtime) -> list[Workload]:
    """Return the workloads that have this runtime in the stage."""
    return [workload for workload in WORKLOADS if runtime_of(workload, config) == runtime]
