from __future__ import annotations

import json
from typing import Any

import pytest

from cdk import rights
from functions.ws.gateway.limits import Limits
from layers.tree import ROOT
from shared.workload_kinds import Server, Workload
from shared.workloads import SOCKETS_METRIC, WORKLOADS, workload
from tests.cdk.conftest import CERTIFICATE
from tests.cdk.synthesized import Properties, Synthesized, actions

_SERVERS = [each for each in WORKLOADS if isinstance(each.trigger, Server)]
_each_server = pytest.mark.parametrize("server", _SERVERS, ids=lambda workload: workload.name)


def _container(stage: Synthesized, name: str) -> Properties:
    (container,) = stage.task(name)["ContainerDefinitions"]
    found: Properties = container
    return found


def _variables(stage: Synthesized, name: str) -> dict[str, Any]:
    return {each["Name"]: each["Value"] for each in _container(stage, name)["Environment"]}


def _targets(stage: Synthesized, path: str) -> Properties:
    kind = "AWS::ElasticLoadBalancingV2::TargetGroup"
    (found,) = [each for each in stage.properties(kind) if each["HealthCheckPath"] == path]
    return found


def _services(stage: Synthesized) -> list[Properties]:
    """One for each server."""
    found = stage.properties("AWS::ECS::Service")
    assert len(found) == len(_SERVERS)
    return found


@_each_server
class TestTask:
    def test_names_a_module_that_exists(self, server: Workload) -> None:
        assert (ROOT / server.main.replace(".", "/") / "__main__.py").is_file()

    def test_has_a_processor_of_arm_and_the_memory_of_the_table(
        self, fleets: Synthesized, server: Workload
    ) -> None:
        task = fleets.task(server.name)
        assert (task["Cpu"], task["Memory"]) == ("1024", str(server.memory_mb))
        assert task["RuntimePlatform"]["CpuArchitecture"] == "ARM64"
        assert task["RequiresCompatibilities"] == ["FARGATE"]
        assert _container(fleets, server.name)["Command"] == [server.main]

    def test_is_told_what_its_grants_need(self, fleets: Synthesized, server: Workload) -> None:
        variables = _variables(fleets, server.name)
        assert set(rights.environment(server)) <= set(variables)
        assert variables["RUMPUS_GATEWAY_PROCESSES"] == "1"

    def test_writes_nowhere(self, fleets: Synthesized, server: Workload) -> None:
        assert not _container(fleets, server.name).get("MountPoints")
        assert _container(fleets, server.name)["ReadonlyRootFilesystem"] is True
        options = _container(fleets, server.name)["LogConfiguration"]["Options"]
        assert (options["mode"], options["max-buffer-size"]) == ("non-blocking", "4194304b")

    def test_may_open_more_files_than_sockets(self, fleets: Synthesized, server: Workload) -> None:
        (limit,) = _container(fleets, server.name)["Ulimits"]
        assert limit["HardLimit"] > Limits().sockets

    def test_logs_to_a_group_that_forgets(self, fleets: Synthesized, server: Workload) -> None:
        name = f"/aws/ecs/{fleets.config.named(server.name)}"
        groups = fleets.properties("AWS::Logs::LogGroup")
        (group,) = [each for each in groups if each["LogGroupName"] == name]
        assert group["RetentionInDays"] == fleets.config.log_days

    def test_is_allowed_no_wildcard_action(self, fleets: Synthesized, server: Workload) -> None:
        allowed = set().union(*map(actions, fleets.task_statements(server.name)))
        assert {"dynamodb:Query", "dynamodb:PutItem"} <= allowed
        assert not [action for action in allowed if "*" in action]
        assert not {"dynamodb:DeleteTable", "iam:PassRole"} & allowed

    def test_has_time_to_end(self, fleets: Synthesized, server: Workload) -> None:
        assert _container(fleets, server.name)["StopTimeout"] == server.timeout_seconds


class TestDrain:
    def test_ends_before_the_task_is_killed(self) -> None:
        limits = Limits()
        assert limits.drain_seconds + limits.linger_seconds < workload("gateway").timeout_seconds

    def test_ends_before_the_load_balancer_forgets(self, prod: Synthesized) -> None:
        attributes = {
            each["Key"]: each["Value"]
            for each in _targets(prod, "/health/ws")["TargetGroupAttributes"]
        }
        delay = int(attributes["deregistration_delay.timeout_seconds"])
        assert delay > Limits().drain_seconds
        assert attributes["preserve_client_ip.enabled"] == "true"
        hang_up = "target_health_state.unhealthy.connection_termination.enabled"
        assert attributes[hang_up] == "false"


class TestService:
    def test_is_replaced_by_as_many_and_rolled_back(self, fleets: Synthesized) -> None:
        for service in _services(fleets):
            deployment = service["DeploymentConfiguration"]
            assert deployment["MinimumHealthyPercent"] == 100
            assert deployment["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}

    def test_is_never_on_spot(self, fleets: Synthesized) -> None:
        for service in _services(fleets):
            assert service["LaunchType"] == "FARGATE"
            assert "CapacityProviderStrategy" not in service

    def test_keeps_its_size_through_a_deploy(self, fleets: Synthesized) -> None:
        for service in _services(fleets):
            assert "DesiredCount" not in service

    def test_comes_after_the_functions_and_the_migration(self, prod: Synthesized) -> None:
        manifest = json.loads((prod.directory / "manifest.json").read_text())
        artifacts = manifest["artifacts"]
        assert "rumpus-prod-api" in artifacts["rumpus-prod-servers"]["dependencies"]

    def test_goes_through_the_doors_that_are_granted(self, fleets: Synthesized) -> None:
        for service in _services(fleets):
            groups = str(service["NetworkConfiguration"])
            assert "NetworkFunctions" in groups
            assert "DatabaseFunctions" in groups


class TestDoor:
    def test_passes_tcp_through(self, prod: Synthesized) -> None:
        (balancer,) = prod.properties("AWS::ElasticLoadBalancingV2::LoadBalancer")
        assert (balancer["Type"], balancer["Scheme"]) == ("network", "internet-facing")
        assert len(balancer["Subnets"]) == prod.config.zones
        (listener,) = prod.properties("AWS::ElasticLoadBalancingV2::Listener")
        assert (listener["Protocol"], listener["Port"]) == ("TCP", 443)
        assert "Certificates" not in listener

    def test_counts_a_zone_by_all_tasks_of_every_fleet(
        self, prod: Synthesized, fleets: Synthesized
    ) -> None:
        """A zone that has no task of one fleet takes players for the other all the same."""
        crossing = "load_balancing.cross_zone.enabled"
        for stage in (prod, fleets):
            (balancer,) = stage.properties("AWS::ElasticLoadBalancingV2::LoadBalancer")
            assert {"Key": crossing, "Value": "true"} in balancer["LoadBalancerAttributes"]
            for targets in stage.every("AWS::ElasticLoadBalancingV2::TargetGroup"):
                assert crossing not in str(targets["TargetGroupAttributes"])

    def test_asks_for_health_as_players_speak(self, prod: Synthesized, fleets: Synthesized) -> None:
        assert _targets(prod, "/health/ws")["HealthCheckProtocol"] == "HTTPS"
        assert _targets(fleets, "/health/ws")["HealthCheckProtocol"] == "HTTP"
        assert _targets(fleets, "/health")["HealthCheckProtocol"] == "HTTP"

    def test_is_the_only_one_who_reaches_tasks(self, fleets: Synthesized) -> None:
        rules = fleets.properties("AWS::EC2::SecurityGroupIngress")
        tasks = [rule for rule in rules if rule["FromPort"] == 8080]
        assert len(tasks) == len(_SERVERS)
        assert all("DoorGroup" in str(rule["SourceSecurityGroupId"]) for rule in tasks)

    def test_is_where_players_are_sent(self, prod: Synthesized, fleets: Synthesized) -> None:
        told = prod.function("http")["Environment"]["Variables"]["RUMPUS_GATEWAY_URL"]
        assert told == "wss://play.example.org"
        plain = fleets.function("http")["Environment"]["Variables"]["RUMPUS_GATEWAY_URL"]
        assert "ws://" in str(plain)
        assert "DoorBalancer" in str(plain)

    def test_is_chosen_as_the_stage_says(self, stage: Synthesized, fleets: Synthesized) -> None:
        placed = {"RUMPUS_PLACEMENT": "auto", "RUMPUS_PLACEMENT_SIZE": "500"}
        assert placed.items() <= stage.function("http")["Environment"]["Variables"].items()
        assert placed.items() <= _variables(fleets, "web").items()
        assert "RUMPUS_PLACEMENT" not in _variables(fleets, "gateway")

    def test_is_nowhere_without_a_fleet(self, dev: Synthesized) -> None:
        assert not dev.properties("AWS::ElasticLoadBalancingV2::LoadBalancer")
        assert dev.function("http")["Environment"]["Variables"]["RUMPUS_GATEWAY_URL"] == ""


class TestCertificate:
    def test_is_read_by_the_task_alone(self, prod: Synthesized) -> None:
        assert _variables(prod, "gateway")["RUMPUS_GATEWAY_CERTIFICATE"] == CERTIFICATE
        assert "Secrets" not in _container(prod, "gateway")
        readers = [
            statement
            for statement in prod.task_statements("gateway")
            if CERTIFICATE in statement["Resource"]
        ]
        assert [each["Action"] for each in readers] == ["secretsmanager:GetSecretValue"]


class TestPrescale:
    def test_may_size_the_one_service(self, prod: Synthesized) -> None:
        allowed = {
            str(statement["Action"]): str(statement["Resource"])
            for statement in prod.statements("prescale")
        }
        services = allowed["['ecs:DescribeServices', 'ecs:UpdateService']"]
        assert "service/rumpus-prod-servers/rumpus-prod-gateway" in services
        assert "scalable-target/" in allowed["application-autoscaling:RegisterScalableTarget"]

    def test_knows_the_fleet_that_there_is(self, prod: Synthesized) -> None:
        variables = prod.function("prescale")["Environment"]["Variables"]
        (service,) = prod.properties("AWS::ECS::Service")
        (cluster,) = prod.properties("AWS::ECS::Cluster")
        place = f"{cluster['ClusterName']}/{service['ServiceName']}"
        assert variables["RUMPUS_FLEET"] == place
        (target,) = prod.properties("AWS::ApplicationAutoScaling::ScalableTarget")
        bounds = (target["MinCapacity"], target["MaxCapacity"])
        names = ("RUMPUS_FLEET_FEWEST", "RUMPUS_FLEET_MOST")
        assert bounds == tuple(int(variables[name]) for name in names) == (2, 40)

    def test_knows_which_battles_the_fleet_plays(self, prod: Synthesized) -> None:
        variables = prod.function("prescale")["Environment"]["Variables"]
        tickets = prod.function("http")["Environment"]["Variables"]
        for name in ("RUMPUS_PLACEMENT", "RUMPUS_PLACEMENT_SIZE"):
            assert variables[name] == tickets[name]

    def test_is_not_there_without_a_fleet(self, dev: Synthesized) -> None:
        names = [each.get("FunctionName") for each in dev.properties("AWS::Lambda::Function")]
        assert "rumpus-dev-prescale" not in names


class TestImage:
    def test_is_made_of_what_runs_and_nothing_else(self, fleets: Synthesized) -> None:
        (asset,) = [path.parent for path in fleets.directory.glob("asset.*/Dockerfile")]
        held = {path.name for path in asset.iterdir()} - {"Dockerfile", ".dockerignore"}
        assert held == {"functions", "rumpus", "shared", "layers", "requirements"}
        assert [path.name for path in (asset / "layers").iterdir()] == ["rds-ca.pem"]
        assert [path.name for path in (asset / "requirements").iterdir()] == ["gateway.txt"]
        assert not list(asset.rglob("__pycache__"))


def test_the_gateway_tells_the_figure_that_it_is_scaled_by() -> None:
    beat = ROOT / "functions" / "ws" / "gateway" / "beat.py"
    assert f'metric(WORKLOAD, "{SOCKETS_METRIC}",' in beat.read_text()
