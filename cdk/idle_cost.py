"""What a stage costs in a month in which nobody plays, read from its templates.

List prices of us-east-1 without any free tier. Counted is what is billed by the hour or by its own
clock, and the least that a database stores; other storage, traffic and the calls of players are
not. The first three dashboards of an account are free, and so is this one taken to be. A database
that may pause is taken to be awake for 35 minutes a day: the audit, and housekeeping after which
facts and listings are looked for during a quarter of an hour; five minutes later it sleeps again.
What an alarm watches of our own metrics is paid for by the hours in which it is told: all of them
where the database never sleeps or where silence is a fault, else the two in which it is awake.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

type Properties = Mapping[str, Any]

_HOURS = 730
_MINUTES = _HOURS * 60
_MILLIONTH = 1e-6
# Lambda keeps five long polls of 20 s open on each queue that it reads.
_POLLS = 5 * 3 * _MINUTES * _MILLIONTH
# A tick of the clock: one invocation of a fifth of a second with 0.5 GB on arm64.
_TICK = 0.20 * _MILLIONTH + 0.1 * 0.0000133334
_RATES = {"minute": 1, "hour": 60, "day": 24 * 60}
_UNIT = 0.12  # an Aurora capacity unit for an hour
_DOZING = 0.5  # units: the least of a database that is awake
_ADDRESS = 0.005  # of IPv4, for an hour
_METRIC = 0.30  # of our own, for a month in which it is told each hour
_HOURS_AWAKE = 2 / 24
_WAKING = 30 * 35 / 60 * _DOZING * _UNIT


def _endpoint(properties: Properties) -> float:
    zones = len(properties["SubnetIds"]) if properties["VpcEndpointType"] == "Interface" else 0
    return 0.01 * _HOURS * zones


def _polls(queue: Properties) -> float:
    """Of a queue that is worked off; what is dead or failed waits for a person."""
    dollars = 0.50 if queue.get("FifoQueue") else 0.40
    return dollars * _POLLS if "RedrivePolicy" in queue else 0


def _clock(rule: Properties) -> float:
    """`rate(5 minutes)`; a rule without a schedule waits for events."""
    if "ScheduleExpression" not in rule:
        return 0
    number, unit = rule["ScheduleExpression"].removeprefix("rate(").removesuffix(")").split()
    return _TICK * _MINUTES / (int(number) * _RATES[unit.removesuffix("s")])


def _instances(template: Mapping[str, Any]) -> float:
    """Each has the least units of its cluster."""
    resources = [each for each in template["Resources"].values() if "Properties" in each]
    units = [
        resource["Properties"]["ServerlessV2ScalingConfiguration"]["MinCapacity"]
        for resource in resources
        if resource["Type"] == "AWS::RDS::DBCluster"
    ]
    instances = sum(resource["Type"] == "AWS::RDS::DBInstance" for resource in resources)
    return sum(instances * each * _UNIT * _HOURS if each else _WAKING for each in units)


def _metrics(templates: Iterable[Mapping[str, Any]]) -> float:
    """Of those that are watched, as others are told by what players do."""
    resources = [each for template in templates for each in template["Resources"].values()]
    watched = {
        each["Properties"]["MetricName"]: each["Properties"]["TreatMissingData"] == "breaching"
        for each in resources
        if each["Type"] == "AWS::CloudWatch::Alarm"
        and each["Properties"].get("Namespace") == "Rumpus"
    }
    sleeps = any(
        not each["Properties"]["ServerlessV2ScalingConfiguration"]["MinCapacity"]
        for each in resources
        if each["Type"] == "AWS::RDS::DBCluster"
    )
    hours = _HOURS_AWAKE if sleeps else 1
    return sum(_METRIC * (1 if always else hours) for always in watched.values())


def _balancer(properties: Properties) -> float:
    """With its address in each zone, as all public ones of IPv4 are paid for."""
    return (0.0225 + len(properties["Subnets"]) * _ADDRESS) * _HOURS


def _tasks(template: Mapping[str, Any]) -> float:
    """The fewest of each fleet, each with a public address; all are of one size."""
    resources = template["Resources"].values()
    size = [each for each in resources if each["Type"] == "AWS::ECS::TaskDefinition"]
    fleets = [
        each["Properties"]["MinCapacity"]
        for each in resources
        if each["Type"] == "AWS::ApplicationAutoScaling::ScalableTarget"
    ]
    if not fleets:
        return 0
    task = size[0]["Properties"]
    hour = int(task["Cpu"]) / 1024 * 0.03238 + int(task["Memory"]) / 1024 * 0.00356
    return float(sum(fleets) * (hour + _ADDRESS) * _HOURS)


_PRICES: dict[str, tuple[str, Callable[[Properties], float]]] = {
    "AWS::Kinesis::Stream": ("Shards", lambda stream: stream["ShardCount"] * 0.015 * _HOURS),
    "AWS::ElastiCache::ServerlessCache": ("Valkey (0.1 GB)", lambda _: 0.1 * 0.084 * _HOURS),
    "AWS::SecretsManager::Secret": ("Secrets", lambda _: 0.40),
    "AWS::CloudWatch::Alarm": ("Alarms", lambda _: 0.10),
    "AWS::KMS::Key": ("Keys", lambda _: 1.00),
    "AWS::SQS::Queue": ("Polls of queues", _polls),
    "AWS::Events::Rule": ("The clock", _clock),
    # Ten gigabytes are the least; RDS keeps the owner's password in a secret of its own.
    "AWS::RDS::DBCluster": ("Database at rest", lambda _: 10 * 0.10 + 0.40),
    "AWS::EC2::NatGateway": ("NAT gateways", lambda _: 0.045 * _HOURS),
    "AWS::EC2::VPCEndpoint": ("Interface endpoints", _endpoint),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Load balancers", _balancer),
}


def idle_cost(templates: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Dollars a month for each kind of thing that costs some, the dearest first."""
    made = list(templates)
    dollars: dict[str, float] = defaultdict(float, {"Metrics": _metrics(made)})
    for template in made:
        dollars["Database awake"] += _instances(template)
        dollars["Tasks"] += _tasks(template)
        for resource in template["Resources"].values():
            what, price = _PRICES.get(resource["Type"], ("", lambda _: 0))
            dollars[what] += price(resource.get("Properties", {}))
    paid = [(what, price) for what, price in dollars.items() if price]
    return dict(sorted(paid, key=lambda line: -line[1]))


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
