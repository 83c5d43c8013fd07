from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from moto import mock_aws

from shared.adapters.ecs.fleet import EcsFleet
from shared.adapters.memory.fleet import InMemoryFleet
from shared.application.lifecycle.prescale import Fleet
from tests.ports.account import client

type Bench = tuple[Fleet, Callable[[], tuple[int, int]]]

_RUNNING = 4
_SERVICE = "rumpus-test/rumpus-test-gateway"
_TARGET = {
    "ServiceNamespace": "ecs",
    "ResourceId": f"service/{_SERVICE}",
    "ScalableDimension": "ecs:service:DesiredCount",
}


def _service(ecs: Any) -> None:
    ecs.create_cluster(clusterName="rumpus-test")
    container = {"name": "gateway", "image": "gateway", "memory": 2048}
    ecs.register_task_definition(family="gateway", containerDefinitions=[container])
    ecs.create_service(
        cluster="rumpus-test",
        serviceName="rumpus-test-gateway",
        taskDefinition="gateway",
        desiredCount=_RUNNING,
    )


@pytest.fixture(params=["memory", "ecs"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A fleet of four, and what it is: the fewest that are kept, and how many there shall be."""
    if request.param == "memory":
        fleet = InMemoryFleet(tasks=_RUNNING)
        yield fleet, lambda: (fleet.fewest, fleet.tasks)
        return
    with mock_aws():
        ecs, scaling = client("ecs"), client("application-autoscaling")
        _service(ecs)
        scaling.register_scalable_target(**_TARGET, MinCapacity=2, MaxCapacity=100)

        def look() -> tuple[int, int]:
            (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
            assert target["MaxCapacity"] == 100
            found = ecs.describe_services(cluster="rumpus-test", services=["rumpus-test-gateway"])
            return target["MinCapacity"], found["services"][0]["desiredCount"]

        yield EcsFleet(ecs, scaling, _SERVICE), look


class TestFleet:
    def test_starts_what_is_missing(self, bench: Bench) -> None:
        fleet, look = bench
        fleet.keep(7)
        assert look() == (7, 7)

    def test_stops_nothing_itself(self, bench: Bench) -> None:
        fleet, look = bench
        fleet.keep(2)
        assert look() == (2, _RUNNING)

    def test_may_be_told_again(self, bench: Bench) -> None:
        fleet, look = bench
        fleet.keep(7)
        fleet.keep(7)
        assert look() == (7, 7)


class TestNoFleet:
    @pytest.mark.parametrize("cluster", [False, True], ids=["nothing", "a cluster alone"])
    def test_is_nothing_to_keep(self, *, cluster: bool) -> None:
        """On the first deploy the clock ticks before the service is made."""
        with mock_aws():
            ecs, scaling = client("ecs"), client("application-autoscaling")
            if cluster:
                ecs.create_cluster(clusterName="rumpus-test")
            EcsFleet(ecs, scaling, _SERVICE).keep(7)
            assert not scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
