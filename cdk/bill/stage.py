"""Reads a stage from its synthesised templates."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

type Properties = Mapping[str, Any]
type Template = Mapping[str, Any]


class UnknownPrice(Exception):  # noqa: N818 - a fact: nobody has looked up what this costs
    """The message names a kind or property that is in a template, but in no list of prices."""


class Stage:
    """All resources of all stacks of a stage."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self.resources: dict[str, Mapping[str, Any]] = {
            name: each for template in templates for name, each in template["Resources"].items()
        }
        units = [each["ServerlessV2ScalingConfiguration"] for each in self.of("RDS::DBCluster")]
        self.sleeps = any(not each["MinCapacity"] for each in units)
        """Whether the database pauses when it is idle."""
        self.units = sum(each["MinCapacity"] or each["MaxCapacity"] for each in units)

    def of(self, kind: str) -> list[Properties]:
        return [
            each.get("Properties", {})
            for each in self.resources.values()
            if each["Type"] == f"AWS::{kind}"
        ]

    def properties(self, name: str) -> Properties:
        """Return the properties of the resource with that logical id."""
        found: Properties = self.resources[name]["Properties"]
        return found

    @property
    def workloads(self) -> dict[str, Properties]:
        """Return functions and tasks by the names of their workloads."""
        functions = {each.get("FunctionName", ""): each for each in self.of("Lambda::Function")}
        tasks = {each["Family"]: each for each in self.of("ECS::TaskDefinition")}
        return {short(name): each for name, each in (functions | tasks).items()}

    def services(self, launched: str) -> list[Properties]:
        """Return the services with a fixed number of tasks, by launch type: FARGATE or EXTERNAL."""
        found = [each for each in self.of("ECS::Service") if "DesiredCount" in each]
        return [each for each in found if each["LaunchType"] == launched]

    @property
    def zones(self) -> int:
        """Return the number of zones of the load balancer."""
        return sum(len(each["Subnets"]) for each in self.of("ElasticLoadBalancingV2::LoadBalancer"))


def read_stages(directory: Path) -> dict[str, Stage]:
    """Read the stages whose templates were synthesised into a directory."""
    stages: dict[str, list[Template]] = {}
    for path in sorted(directory.glob("rumpus-*.template.json")):
        name = path.name.split("-")[1].partition(".")[0]
        stages.setdefault(name, []).append(json.loads(path.read_text()))
    return {name: Stage(templates) for name, templates in stages.items()}


def short(name: str) -> str:
    """Return a workload's name: `economy_message` for `rumpus-prod-economy_message`."""
    return name.split("-", 2)[-1]
