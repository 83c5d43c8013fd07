"""Computes what a stage uses in a month without players, from its templates.

`cdk/bill/kinds.py` counts single resources; this module counts what depends on several of them. It
leaves out storage beyond a database's minimum (logs, image, layers: cents), and all that players
cause. A database that may pause is awake for a quarter of an hour a day: the audit and housekeeping
run together, workloads look for facts and listings during the next five minutes, and five minutes
later it sleeps again. Awake it is taken to have its most units: in AWS's sample log it wakes with
two.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cdk.bill.journal import OWNER_READS, OWNER_WRITES
from cdk.bill.kinds import counted
from cdk.bill.stage import Properties, Stage, UnknownPrice
from cdk.bill.use import DAYS, GIGABYTE, HOURS, MINUTES, SECONDS, Use, used

# A tick of the clock that finds nothing to do: one invocation of a tenth of a second, warm.
_TICK_SECONDS = 0.1
_TICK_LOGGED = 1e-6 * GIGABYTE  # bytes: three lines of Lambda's and one of ours
_BEAT_LOGGED = 2e-6 * GIGABYTE  # five metrics of a server, each 20 s
_BEATS = MINUTES * 3
_HEARTBEATS = MINUTES / 5  # commits that wake each consumer of the log
_TICK_READS = 2
_AWAKE_HOURS = 0.25  # a day
_NIGHTLY = 1 / 24

TOLD_WHILE_IDLE: Mapping[str, Mapping[str, float]] = {
    "gateway": dict.fromkeys(("Sockets", "Level", "LoopLate", "CommandsWaiting", "BytesSent"), 1),
    "owner": dict.fromkeys(
        (
            *("PutTime", "OwnBeatAge", "Seals", "SlotsWithoutOwner", "FactsWaiting"),
            *("Slots", "CommandsWaiting", "SegmentAge"),
        ),
        1,
    ),
    "prescale": {"GatewaysKept": 1},
    "lifecycle": {"ReplicationLag": 1},
    "ship": {"OutboxAge": 1},
    "audit": {"EconomyDifferences": _NIGHTLY},
}
"""Metrics that a workload writes without players, and the share of hours in which it does."""

_ASLEEP = {"OutboxAge": _NIGHTLY}
"""The same for a stage whose database sleeps."""


def idle(stage: Stage, *, more_tasks: float = 0) -> Iterator[Use]:
    """Yield what a stage uses without players; raise UnknownPrice for resources without a price.

    `more_tasks` run on average, besides the fewest of each fleet.
    """
    for each in stage.resources.values():
        yield from counted(each["Type"], each.get("Properties", {}))
    yield from _database(stage)
    yield from _clocks(stage)
    yield from _consumers(stage)
    yield from _servers(stage, more_tasks)
    yield from _lone_tasks(stage)
    yield from _export(stage)
    yield from used("metrics", {"metric": _metrics(stage)})


def _database(stage: Stage) -> Iterator[Use]:
    """Yield the database's uses: each has its cluster's units, and writes a page a second."""
    instances = len(stage.of("RDS::DBInstance"))
    awake = _AWAKE_HOURS * DAYS if stage.sleeps else HOURS
    if instances:
        units = instances * stage.units * awake
        yield from used("database", {"aurora.unit": units, "aurora.io": awake * 3600})


def _clocks(stage: Stage) -> Iterator[Use]:
    for rule in stage.of("Events::Rule"):
        if "ScheduleExpression" not in rule:
            continue
        (target,) = rule["Targets"]
        function = stage.properties(target["Arn"]["Fn::GetAtt"][0])
        yield from _invocations(function, ticks(rule["ScheduleExpression"]))


def _consumers(stage: Stage) -> Iterator[Use]:
    for mapping in stage.of("Lambda::EventSourceMapping"):
        if "StartingPosition" in mapping:
            function = stage.properties(mapping["FunctionName"]["Ref"])
            yield from _invocations(function, _HEARTBEATS)


def _servers(stage: Stage, more: float) -> Iterator[Use]:
    """Yield uses of the fleets' tasks, each with a public address; all have one size."""
    fleets = [each["MinCapacity"] for each in stage.of("ApplicationAutoScaling::ScalableTarget")]
    lone = [each["TaskDefinition"]["Ref"] for each in stage.services("FARGATE")]
    sizes = [
        each["Properties"]
        for name, each in stage.resources.items()
        if each["Type"] == "AWS::ECS::TaskDefinition" and name not in lone
        if each["Properties"]["RequiresCompatibilities"] == ["FARGATE"]
    ]
    if not sizes:
        return
    tasks = sum(fleets) + more
    hours = tasks * HOURS
    yield from used(
        "tasks of fleets",
        {
            "fargate.processor": hours * int(sizes[0]["Cpu"]) / 1024,
            "fargate.memory": hours * int(sizes[0]["Memory"]) / 1024,
            "address": hours,
        },
    )
    owners = sum(
        each["MinCapacity"]
        for each in stage.of("ApplicationAutoScaling::ScalableTarget")
        if "owner" in str(each["ResourceId"]).lower()
    )
    yield from used(
        "owners of slots",
        {
            "dynamodb.write": owners * SECONDS * OWNER_WRITES,
            "dynamodb.read": owners * SECONDS * OWNER_READS,
        },
    )
    yield from used("logs", {"logs.in": tasks * _BEATS * _BEAT_LOGGED / GIGABYTE})
    for group in stage.of("ElasticLoadBalancingV2::TargetGroup"):
        checks = SECONDS / group["HealthCheckIntervalSeconds"] * stage.zones
        yield from used("health checks", {"dynamodb.read": checks * tasks / len(sizes)})
    if any("secret" in each for each in _variables(sizes, "RUMPUS_GATEWAY_CERTIFICATE")):
        yield from used("secrets", {"secret": 1})


def _lone_tasks(stage: Stage) -> Iterator[Use]:
    """Yield uses of tasks that nothing scales, each with a public address or on own hardware.

    They include one call for the lines of each tick.
    """
    for service in stage.services("FARGATE"):
        size, hours = stage.properties(service["TaskDefinition"]["Ref"]), HOURS
        hours *= service["DesiredCount"]
        yield from used(
            "Loki and Grafana",
            {
                "fargate.processor": hours * int(size["Cpu"]) / 1024,
                "fargate.memory": hours * int(size["Memory"]) / 1024,
                "address": hours,
            },
        )
    own = sum(each["DesiredCount"] for each in stage.services("EXTERNAL"))
    yield from used("own hardware", {"external": own * HOURS})
    if (forward := stage.workloads.get("forward")) is not None:
        rules = [each.get("ScheduleExpression") for each in stage.of("Events::Rule")]
        yield from _invocations(forward, sum(ticks(each) for each in rules if each))


def _export(stage: Stage) -> Iterator[Use]:
    """Yield the exporter's secret, which is in no template; without spans it never runs."""
    told = stage.workloads.get("export", {}).get("Environment", {})
    if told.get("Variables", {}).get("RUMPUS_OTLP_SECRET"):
        yield from used("secrets", {"secret": 1})


def _metrics(stage: Stage) -> float:
    shares = 0.0
    for workload, told in TOLD_WHILE_IDLE.items():
        if workload in stage.workloads:
            slept = {**told, **_ASLEEP} if stage.sleeps else told
            shares += sum(slept[metric] for metric in told)
    return shares


def _invocations(function: Properties, times: float) -> Iterator[Use]:
    seconds = _TICK_SECONDS * function["MemorySize"] / 1024
    yield from used("the clock", {"lambda.request": times, "lambda.gb_second": times * seconds})
    yield from used("logs", {"logs.lambda_in": times * _TICK_LOGGED / GIGABYTE})
    yield from used("the clock", {"dynamodb.read": times * _TICK_READS})
    yield from used("traces", {"trace": times if is_traced(function) else 0})


def ticks(expression: str) -> float:
    """Return the ticks a month of `rate(5 minutes)`, or of a daily or hourly `cron(…)`."""
    kind, _, rest = expression.removesuffix(")").partition("(")
    if kind == "cron" and rest.endswith("* * ? *"):
        return HOURS if rest.split()[1] == "*" else DAYS
    number, _, unit = rest.partition(" ")
    if kind == "rate" and unit.startswith("minute"):
        return MINUTES / int(number)
    raise UnknownPrice(f"{expression}: say in cdk/bill/idle.py how often that is")


def is_traced(function: Properties) -> bool:
    """Return if a function is traced: Lambda samples each second's first request, so each tick."""
    match function.get("TracingConfig"):
        case None | {"Mode": "PassThrough"}:
            return False
        case {"Mode": "Active"}:
            return True
        case other:
            raise UnknownPrice(f"{other}: say in cdk/bill/idle.py what is traced")


def _variables(tasks: Iterable[Properties], name: str) -> list[str]:
    """Return the values of an environment variable of containers."""
    return [
        str(variable["Value"])
        for task in tasks
        for container in task["ContainerDefinitions"]
        for variable in container["Environment"]
        if variable["Name"] == name
    ]
