from __future__ import annotations

import re
from dataclasses import replace
from itertools import product

import pytest

from cdk.config import GATEWAY, OWNER, STAGES, Config, Fleet
from cdk.connections import (
    MOST,
    PROCESSES,
    ROLE_LIMIT,
    connection_faults,
    of_functions,
    of_process,
)
from cdk.context import config_for
from layers.tree import ROOT
from shared.workload_kinds import Queue
from shared.workloads import WORKLOADS
from tests.cdk.synthesized import Properties, Synthesized

_CONFIGS = [
    config_for(stage, {"gateway": gateway, "web": web, "owner": owner})
    for stage, gateway, web, owner in product(("dev", "prod"), *[("on", "off")] * 3)
]
_each_config = pytest.mark.parametrize(
    "config",
    [STAGES["local"], *_CONFIGS],
    ids=lambda config: "-".join([config.stage, *sorted(config.fleets)]),
)


def _variables(task: Properties) -> dict[str, str]:
    (container,) = task["ContainerDefinitions"]
    return {each["Name"]: each["Value"] for each in container["Environment"]}


def _functions(stage: Synthesized) -> int:
    """How many functions that may connect run at once, by the template."""
    held = 0
    for each in WORKLOADS:
        if "economy" in each.grants and set(each.runtime.values()) == {"lambda"}:
            bound = stage.function(each.name).get("ReservedConcurrentExecutions")
            if not bound:
                assert isinstance(each.trigger, Queue)
                bound = each.trigger.workers
            held += bound
    return held


class TestConnections:
    @_each_config
    def test_suffice_in_every_stage(self, config: Config) -> None:
        tasks = sum(fleet.most for name, fleet in config.fleets.items() if name != OWNER)
        assert not list(connection_faults(config, WORKLOADS))
        assert of_process(config) >= 1
        servers = tasks * PROCESSES * of_process(config) if tasks else 0
        assert of_functions(config) + servers <= MOST < ROLE_LIMIT

    def test_are_as_many_as_the_role_may_have(self) -> None:
        sql = (ROOT / "migrations" / "sql" / "0005_idle_sessions.sql").read_text()
        assert re.findall(r"rumpus CONNECTION LIMIT (\d+)", sql) == [str(ROLE_LIMIT)]

    @pytest.mark.parametrize("name", ["dev", "prod", "fleets"])
    def test_suffice_by_the_templates(self, name: str, request: pytest.FixtureRequest) -> None:
        stage: Synthesized = request.getfixturevalue(name)
        tasks = {each["Family"]: each for each in stage.properties("AWS::ECS::TaskDefinition")}
        most = {
            str(each["ResourceId"]): each["MaxCapacity"]
            for each in stage.properties("AWS::ApplicationAutoScaling::ScalableTarget")
        }
        held = _functions(stage)
        for service in stage.properties("AWS::ECS::Service"):
            name = service["ServiceName"]
            told = _variables(tasks[name])
            logical = f"Servers{name.rpartition('-')[2]}Service"
            (tasks_most,) = [most[each] for each in most if logical in each]
            held += (
                tasks_most
                * int(told["RUMPUS_GATEWAY_PROCESSES"])
                * int(told["RUMPUS_DATABASE_CONNECTIONS"])
            )
        assert held <= MOST

    def test_are_more_for_a_process_where_fewer_may_be(self) -> None:
        small = config_for("dev", {"gateway": "on"})
        assert of_process(small) > of_process(config_for("prod", {})) == 1

    def test_are_left_to_a_server_that_takes_the_orders(self) -> None:
        alone, beside = config_for("dev", {}), config_for("dev", {"gateway": "on", "web": "on"})
        assert (of_functions(alone), of_functions(beside)) == (70, 40)


class TestRefusal:
    def test_says_how_many_tasks_there_may_be(self) -> None:
        config = replace(STAGES["prod"], fleets={GATEWAY: Fleet(2, 41)})
        (sentence,) = connection_faults(config, WORKLOADS)
        assert sentence.startswith("Functions leave 40 connections of the database")
        assert "lower most in cdk/config.py, to 40 tasks in all" in sentence
        allowed = replace(config, fleets={GATEWAY: Fleet(2, 40)})
        assert not list(connection_faults(allowed, WORKLOADS))
