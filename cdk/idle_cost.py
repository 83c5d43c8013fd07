"""What a stage costs in a month in which nobody plays, read from its templates.

`cdk/prices.py` has the prices of things; here is what depends on several of them. Not counted are
storage beyond the least of a database (logs, image, layers: cents) and all that players cause.
A database that may pause is awake for a quarter of an hour a day: the audit and housekeeping come
together, facts and listings are looked for during five minutes after, and five minutes later it
sleeps again. It is taken to have its most units then: AWS's sample log shows it wake with two.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cdk.prices import ADDRESS, HOURS, MILLIONTH, MINUTES, SECRET, Properties, UnknownPrice, price

type Template = Mapping[str, Any]

# A tick of the clock that finds nothing to do: one invocation of a tenth of a second, warm.
_TICK, _TICK_SECONDS, _GB_SECOND = 0.20 * MILLIONTH, 0.1, 0.0000133334  # on arm64
_TRACE = 5 * MILLIONTH
_LOGGED_GB = 0.50
_TICK_GB = 1e-6  # three lines of Lambda's and one of ours
_BEAT_GB = 2e-6  # five metrics of a server, each 20 s
_BEATS = MINUTES * 3
_HEARTBEATS = MINUTES / 5  # commits that wake each consumer of the log
_READ = 0.125 * MILLIONTH
_TICK_READS = 2
_UNIT = 0.12  # an Aurora capacity unit for an hour
_IO = 0.20 * MILLIONTH
_METRIC = 0.30  # of our own, for a month in which it is told each hour
_AWAKE_HOURS = 0.25  # a day
_DAYS = HOURS / 24
_NIGHTLY = 1 / 24

TOLD_WHILE_IDLE: Mapping[str, Mapping[str, float]] = {
    "gateway": dict.fromkeys(("Sockets", "Level", "LoopLate", "CommandsWaiting", "BytesSent"), 1),
    "prescale": {"GatewaysKept": 1},
    "lifecycle": {"ReplicationLag": 1},
    "ship": {"OutboxAge": 1},
    "audit": {"EconomyDifferences": _NIGHTLY},
}
"""Metrics that a workload tells though nobody plays, and the share of hours in which it does."""

_ASLEEP = {"OutboxAge": _NIGHTLY}
"""Of a stage whose database sleeps."""


class Idle:
    """A stage, with its lines."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._resources = {
            name: each for template in templates for name, each in template["Resources"].items()
        }
        units = [each["ServerlessV2ScalingConfiguration"] for each in self._of("RDS::DBCluster")]
        self._sleeps = any(not each["MinCapacity"] for each in units)
        self._units = sum(each["MinCapacity"] or each["MaxCapacity"] for each in units)

    def lines(self) -> dict[str, float]:
        """Dollars for each kind of thing that costs some, the dearest first."""
        dollars: dict[str, float] = defaultdict(float)
        for resource in self._resources.values():
            line, some = price(resource["Type"], resource.get("Properties", {}))
            dollars[line] += some
        for line, some in self._together():
            dollars[line] += some
        paid = [(what, some) for what, some in dollars.items() if some]
        return dict(sorted(paid, key=lambda line: -line[1]))

    def _of(self, kind: str) -> list[Properties]:
        return [
            each.get("Properties", {})
            for each in self._resources.values()
            if each["Type"] == f"AWS::{kind}"
        ]

    def _together(self) -> Iterator[tuple[str, float]]:
        yield from self._database()
        yield from self._clocks()
        yield from self._consumers()
        yield from self._servers()
        yield "Metrics", self._metrics()

    def _database(self) -> Iterator[tuple[str, float]]:
        """Each instance has the units of its cluster, and writes a page a second."""
        instances = len(self._of("RDS::DBInstance"))
        awake = _AWAKE_HOURS * _DAYS if self._sleeps else HOURS
        yield "Database awake", instances * self._units * _UNIT * awake
        if instances:
            yield "Database I/O", awake * 3600 * _IO

    def _clocks(self) -> Iterator[tuple[str, float]]:
        for rule in self._of("Events::Rule"):
            if "ScheduleExpression" not in rule:
                continue
            (target,) = rule["Targets"]
            function = self._resources[target["Arn"]["Fn::GetAtt"][0]]["Properties"]
            yield from _invocations(function, ticks(rule["ScheduleExpression"]))

    def _consumers(self) -> Iterator[tuple[str, float]]:
        for mapping in self._of("Lambda::EventSourceMapping"):
            if "StartingPosition" in mapping:
                function = self._resources[mapping["FunctionName"]["Ref"]]["Properties"]
                yield from _invocations(function, _HEARTBEATS)

    def _servers(self) -> Iterator[tuple[str, float]]:
        """The fewest tasks of each fleet, each with a public address; all are of one size."""
        fewest = sum(
            each["MinCapacity"] for each in self._of("ApplicationAutoScaling::ScalableTarget")
        )
        sizes = self._of("ECS::TaskDefinition")
        if not sizes:
            return
        task = sizes[0]
        hour = int(task["Cpu"]) / 1024 * 0.03238 + int(task["Memory"]) / 1024 * 0.00356
        yield "Tasks", fewest * (hour + ADDRESS) * HOURS
        yield "Logs", fewest * _BEATS * _BEAT_GB * _LOGGED_GB
        zones = sum(
            len(each["Subnets"]) for each in self._of("ElasticLoadBalancingV2::LoadBalancer")
        )
        for group in self._of("ElasticLoadBalancingV2::TargetGroup"):
            checks = MINUTES * 60 / group["HealthCheckIntervalSeconds"] * zones
            yield "Reads", checks * fewest / len(sizes) * _READ
        if any("secret" in each for each in _variables(sizes, "RUMPUS_GATEWAY_CERTIFICATE")):
            yield "Secrets", SECRET

    def _metrics(self) -> float:
        named = [
            *(each.get("FunctionName", "") for each in self._of("Lambda::Function")),
            *(each["Family"] for each in self._of("ECS::TaskDefinition")),
        ]
        share = 0.0
        for workload, told in TOLD_WHILE_IDLE.items():
            if any(name.endswith(f"-{workload}") for name in named):
                slept = {**told, **_ASLEEP} if self._sleeps else told
                share += sum(slept[metric] for metric in told)
        return share * _METRIC


def _invocations(function: Properties, times: float) -> Iterator[tuple[str, float]]:
    seconds = _TICK_SECONDS * function["MemorySize"] / 1024 * _GB_SECOND
    yield "The clock", times * (_TICK + seconds)
    yield "Logs", times * _TICK_GB * _LOGGED_GB
    yield "Reads", times * _TICK_READS * _READ
    if _is_traced(function):
        yield "Traces", times * _TRACE


def ticks(expression: str) -> float:
    """How often a month: `rate(5 minutes)`, or a `cron(…)` of each day."""
    kind, _, rest = expression.removesuffix(")").partition("(")
    if kind == "cron" and rest.endswith("* * ? *"):
        return _DAYS
    number, _, unit = rest.partition(" ")
    if kind == "rate" and unit.startswith("minute"):
        return MINUTES / int(number)
    raise UnknownPrice(f"{expression}: say in cdk/idle_cost.py how often that is")


def _is_traced(function: Properties) -> bool:
    """Lambda samples the first request of each second, so that each tick is one."""
    match function.get("TracingConfig"):
        case None | {"Mode": "PassThrough"}:
            return False
        case {"Mode": "Active"}:
            return True
        case other:
            raise UnknownPrice(f"{other}: say in cdk/idle_cost.py what is traced")


def _variables(tasks: Iterable[Properties], name: str) -> list[str]:
    """The values of a variable of containers."""
    return [
        str(variable["Value"])
        for task in tasks
        for container in task["ContainerDefinitions"]
        for variable in container["Environment"]
        if variable["Name"] == name
    ]


def idle_cost(templates: Iterable[Template]) -> dict[str, float]:
    """Dollars a month for each kind of thing that costs some, the dearest first.

    Raises UnknownPrice for what stands in no list of prices.
    """
    return Idle(templates).lines()


def main(directory: str) -> None:
    """Print a table for each stage whose templates were synthesised into a directory."""
    stages: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(Path(directory).glob("rumpus-*.template.json")):
        stages[path.name.split("-")[1].partition(".")[0]].append(path)
    for stage, paths in stages.items():
        lines = idle_cost(json.loads(path.read_text()) for path in paths)
        sys.stdout.write(f"Stage {stage}, dollars a month\n")
        for what, dollars in [*lines.items(), ("together", sum(lines.values()))]:
            sys.stdout.write(f"  {what:20}{dollars:>8.2f}\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "cdk.out")
