"""The option `own_hardware=`: the archive's worker on machines that are not AWS's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_cdk import App
from cfnlint.api import (
    ManualArgs,
    lint,
)

from cdk.bill.month import Month
from cdk.bill.stage import Stage
from cdk.bill.traffic import load_traffic
from cdk.bill.units import read_units
from cdk.config import RefusedConfiguration
from cdk.context import config_for
from cdk.passport.need import needs
from cdk.rumpus import Rumpus
from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.synthesized import Properties, Synthesized, actions, synthesize

FROM = "10.8.0.0/24"
STACK = "rumpus-dev-own-hardware"
_ONLY_FARGATE = {"Cpu", "Memory", "RuntimePlatform", "EphemeralStorage"}


@pytest.fixture(scope="module")
def owning(tmp_path_factory: pytest.TempPathFactory) -> Synthesized:
    """A small stage with gateways; cdk-nag looks at it, too."""
    config = config_for("dev", {"gateway": "on", "own_hardware": FROM})
    return synthesize(config, tmp_path_factory.mktemp("owning"))


def container(stage: Synthesized, family: str) -> dict[str, Any]:
    (found,) = stage.task(family)["ContainerDefinitions"]
    return dict(found)


def service(stage: Synthesized) -> Properties:
    (found,) = [
        each["Properties"]
        for each in stage.templates[STACK]["Resources"].values()
        if each["Type"] == "AWS::ECS::Service"
    ]
    properties: Properties = found
    return properties


def test_the_task_has_nothing_that_fargate_alone_knows(owning: Synthesized) -> None:
    task = owning.task("archive-own")
    assert task["RequiresCompatibilities"] == ["EXTERNAL"]
    assert task["NetworkMode"] == "bridge"
    assert not _ONLY_FARGATE & set(task)
    assert "arm64" in task["PlacementConstraints"][0]["Expression"]


def test_its_container_is_that_of_a_run_but_for_the_hours(owning: Synthesized) -> None:
    on_spot, own = container(owning, "archive"), container(owning, "archive-own")
    assert own.pop("Command") == [*on_spot.pop("Command"), "--hourly"]
    assert on_spot.pop("LogConfiguration")["Options"]["awslogs-group"]
    options = own.pop("LogConfiguration")["Options"]
    assert options["awslogs-group"] == f"/aws/ecs/{owning.config.named('archive')}"
    assert own == on_spot
    assert {"Image", "Environment", "Memory"} <= set(own)


def test_it_may_what_a_run_may_and_no_more(owning: Synthesized) -> None:
    own = owning.task_statements("archive-own")
    allowed = set().union(*map(actions, own))
    assert allowed == set().union(*map(actions, owning.task_statements("archive")))
    assert not [each for each in allowed if "*" in each]
    assert "*" not in [each["Resource"] for each in own]
    roles = [
        each["Properties"]
        for each in owning.templates[STACK]["Resources"].values()
        if each["Type"] == "AWS::IAM::Role" and each["Properties"].get("Policies")
    ]
    assert ["aws:SourceAccount" in json.dumps(each) for each in roles] == [True]


def test_there_is_one_task_however_many_machines_there_are(owning: Synthesized) -> None:
    found = service(owning)
    assert found["LaunchType"] == "EXTERNAL"
    assert (found["DesiredCount"], found.get("SchedulingStrategy")) == (1, None)
    assert found["DeploymentConfiguration"]["MaximumPercent"] == 100
    for each in ("NetworkConfiguration", "LoadBalancers", "CapacityProviderStrategy"):
        assert not found.get(each)


def test_a_deploy_that_waits_for_a_machine_keeps_nothing_else_back(owning: Synthesized) -> None:
    manifest = json.loads((owning.directory / "manifest.json").read_text())
    assert STACK in manifest["artifacts"]
    for name, each in manifest["artifacts"].items():
        assert STACK not in each.get("dependencies", ()), name
    assert "rumpus-dev-servers" in manifest["artifacts"][STACK]["dependencies"]


def test_it_may_go_before_the_servers_know(owning: Synthesized) -> None:
    """An export that it alone imports would keep their stack from being updated without it."""
    assert "rumpus-dev-servers:" not in json.dumps(owning.templates[STACK])
    assert service(owning)["Cluster"] == owning.config.named("servers")


def test_stores_are_shown_to_its_addresses(owning: Synthesized) -> None:
    shown = [
        (rule["CidrIp"], rule["FromPort"], rule["ToPort"])
        for group in owning.every("AWS::EC2::SecurityGroup")
        for rule in group.get("SecurityGroupIngress", ())
    ]
    assert sorted(each for each in shown if each[0] != "0.0.0.0/0") == [
        (FROM, port, port) for port in (5432, 6379, 6380)
    ]
    assert {port for address, port, _ in shown if address == "0.0.0.0/0"} == {443}  # players


def test_its_templates_are_clean_for_cfn_lint(owning: Synthesized) -> None:
    arguments = ManualArgs(regions=["us-east-1"], ignore_checks=["W3005"])
    for name in (STACK, "rumpus-dev-servers"):
        found = lint(json.dumps(owning.templates[name]), config=arguments)
        assert not found, [str(match) for match in found]


def test_the_bill_counts_the_machine_and_no_task_of_fargate(owning: Synthesized) -> None:
    lines = idle_cost(owning.templates.values())
    assert lines.pop("own hardware") == pytest.approx(730 * 0.01025)
    without = [each for name, each in owning.templates.items() if name != STACK]
    assert lines == pytest.approx(idle_cost(without))

    def needed(templates: Any) -> Any:
        return needs(Month(Stage(templates), load_traffic("idle"), read_units()))

    assert needed(owning.templates.values()) == needed(without)


def test_nothing_of_it_is_there_unless_it_is_asked_for(fleets: Synthesized) -> None:
    assert config_for("prod", {}).own_hardware == ""
    assert STACK not in fleets.templates
    for task in fleets.every("AWS::ECS::TaskDefinition"):
        assert task["RequiresCompatibilities"] == ["FARGATE"]


@pytest.mark.parametrize("given", ["on", "0.0.0.0/0", "10.0.0.0/8", "8.8.8.0/24", "10.8.0.1/24"])
def test_other_addresses_are_refused(given: str) -> None:
    with pytest.raises(RefusedConfiguration, match="No machines come from"):
        config_for("dev", {"gateway": "on", "own_hardware": given})


def test_a_stage_without_a_cluster_is_refused() -> None:
    config = config_for("dev", {"own_hardware": FROM})
    with pytest.raises(RefusedConfiguration, match="has no cluster that own machines could join"):
        Rumpus(App(), config, None)
