from __future__ import annotations

from pathlib import Path

import pytest

from cdk import rights
from cdk.connections import reserved as allowed
from cdk.parts.functions import waits_for_a_player
from layers.tree import ROOT
from shared.workload_kinds import Schedule, Stream, Workload
from shared.workloads import WORKLOADS
from tests.cdk.synthesized import Synthesized, actions

_FUNCTIONS = [workload for workload in WORKLOADS if set(workload.runtime.values()) == {"lambda"}]
_each_workload = pytest.mark.parametrize("workload", _FUNCTIONS, ids=lambda workload: workload.name)

_ON_LOG = {
    "log:append": {"dynamodb:Query", "dynamodb:PutItem", "dynamodb:PartiQLInsert"},
    "log:read": {"dynamodb:Query"},
}
"""Nothing by which an item can change or go."""


@_each_workload
class TestDuty:
    def test_names_a_module_that_exists(self, workload: Workload) -> None:
        *module, function = workload.handler.split(".")
        assert function == "handler"
        assert (ROOT / Path(*module)).with_suffix(".py").is_file()

    def test_has_the_memory_and_time_of_the_table(
        self, stage: Synthesized, workload: Workload
    ) -> None:
        function = stage.function(workload.name)
        assert function["MemorySize"] == workload.memory_mb
        assert function["Timeout"] == workload.timeout_seconds
        assert function["Handler"] == workload.handler
        alone = isinstance(workload.trigger, Schedule | Stream)
        assert function["TracingConfig"] == {"Mode": "PassThrough" if alone else "Active"}

    def test_is_told_what_its_grants_need(self, stage: Synthesized, workload: Workload) -> None:
        variables = stage.function(workload.name)["Environment"]["Variables"]
        assert set(rights.environment(workload)) <= set(variables)
        assert variables["RUMPUS_STAGE"] == stage.config.stage

    def test_runs_no_more_at_once_than_it_reserves(
        self, account: Synthesized, workload: Workload
    ) -> None:
        reserved = account.function(workload.name).get("ReservedConcurrentExecutions", 0)
        assert reserved == allowed(workload, account.config)

    def test_logs_to_a_group_that_forgets(self, stage: Synthesized, workload: Workload) -> None:
        name = f"/aws/lambda/{stage.config.named(workload.name)}"
        (group,) = [
            group
            for group in stage.properties("AWS::Logs::LogGroup")
            if group["LogGroupName"] == name
        ]
        assert group["RetentionInDays"] == stage.config.log_days

    def test_never_changes_a_fact(self, stage: Synthesized, workload: Workload) -> None:
        allowed = stage.on_table("log", stage.statements(workload.name))
        assert allowed == set().union(*(_ON_LOG.get(grant, set()) for grant in workload.grants))

    def test_is_allowed_no_wildcard_action(self, stage: Synthesized, workload: Workload) -> None:
        allowed = set().union(*map(actions, stage.statements(workload.name)))
        assert allowed
        assert not [action for action in allowed if "*" in action]

    def test_goes_through_the_doors_that_are_granted(
        self, account: Synthesized, workload: Workload
    ) -> None:
        function = account.function(workload.name)
        opened = str(function.get("VpcConfig", {}).get("SecurityGroupIds"))
        assert ("NetworkFunctions" in opened) is ("valkey" in workload.grants)
        assert ("DatabaseFunctions" in opened) is ("economy" in workload.grants)
        if "VpcConfig" in function:
            assert function["VpcConfig"]["Ipv6AllowedForDualStack"] is True
            assert function["Environment"]["Variables"]["AWS_USE_DUALSTACK_ENDPOINT"] == "true"

    def test_runs_on_arm_with_the_layer(self, account: Synthesized, workload: Workload) -> None:
        function = account.function(workload.name)
        assert function["Architectures"] == ["arm64"]
        assert function["Runtime"] == "python3.13"
        assert len(function["Layers"]) == 1

    def test_runs_locally_without_a_layer(self, local: Synthesized, workload: Workload) -> None:
        assert "Layers" not in local.function(workload.name)

    def test_is_restored_if_a_player_waits(self, prod: Synthesized, workload: Workload) -> None:
        restored = prod.function(workload.name).get("SnapStart") == {"ApplyOn": "PublishedVersions"}
        assert restored is waits_for_a_player(workload)


class TestSnapStart:
    def test_is_off_where_it_would_cost_more_than_it_saves(self, dev: Synthesized) -> None:
        assert not dev.properties("AWS::Lambda::Alias")

    def test_is_reached_through_an_alias(self, prod: Synthesized) -> None:
        aliases = [
            name
            for template in prod.templates.values()
            for name, resource in template["Resources"].items()
            if resource["Type"] == "AWS::Lambda::Alias"
        ]
        assert len(aliases) == sum(waits_for_a_player(workload) for workload in WORKLOADS)
        targets = [
            *(
                str(each["IntegrationUri"])
                for each in prod.properties("AWS::ApiGatewayV2::Integration")
            ),
            *(
                str(each["AuthorizerUri"])
                for each in prod.properties("AWS::ApiGatewayV2::Authorizer")
            ),
        ]
        assert all(any(alias in target for alias in aliases) for target in targets)
        assert all(any(alias in target for target in targets) for alias in aliases)


class TestCode:
    def test_holds_the_packages_that_run_and_nothing_else(self, local: Synthesized) -> None:
        (asset,) = local.directory.glob("asset.*")
        assert {path.name for path in asset.iterdir()} == {"functions", "shared", "rumpus"}
        assert not list(asset.rglob("__pycache__"))
