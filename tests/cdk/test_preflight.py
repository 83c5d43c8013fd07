"""Whether an account can take a stage: numbers equal to the templates, and an account by moto."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber
from moto import mock_aws

from cdk import needs
from cdk.config import Config
from cdk.context import config_for
from cdk.preflight import config_of, preflight
from tests.cdk.synthesized import Synthesized
from tests.ports.account import client

_DEV = config_for("dev", {})
_REGION = "eu-west-1"


class Account:
    """An empty account on moto; a Stubber answers what moto does not know, as AWS documents it."""

    def __init__(self) -> None:
        self.executions = 1000
        self.processors = 100.0
        self.vpcs = 5.0
        self.asked_for_vpcs = False
        self.shards = 0
        self.shards_of_the_stage: int | None = None
        self.kept: dict[str, int] = {}
        self.notes: list[str] = []

    def client(self, service: str) -> Any:
        made = client(service, _REGION)
        stubber = Stubber(made)
        if service == "lambda":
            limit = {"UnreservedConcurrentExecutions": self.executions}
            stubber.add_response("get_account_settings", {"AccountLimit": limit})
            for workload in needs.reserving(_DEV):
                self._kept(stubber, workload.name)
            stubber.activate()
        if service == "kinesis":
            self._shards(stubber)
            stubber.activate()
        if service == "service-quotas":
            # Each is asked for by a client of its own, that of VPCs first.
            value = self.processors if self.asked_for_vpcs else self.vpcs
            self.asked_for_vpcs = True
            stubber.add_response("get_service_quota", {"Quota": {"Value": value}})
            stubber.activate()
        return made

    def _shards(self, stubber: Stubber) -> None:
        limits = {
            "ShardLimit": 200,
            "OpenShardCount": self.shards,
            "OnDemandStreamCount": 0,
            "OnDemandStreamCountLimit": 50,
        }
        stubber.add_response("describe_limits", limits)
        if self.shards_of_the_stage is None:
            stubber.add_client_error("describe_stream_summary", "ResourceNotFoundException")
            return
        summary = {
            "StreamName": "rumpus-dev-events",
            "StreamARN": "arn:aws:kinesis:eu-west-1:123456789012:stream/rumpus-dev-events",
            "StreamStatus": "ACTIVE",
            "RetentionPeriodHours": 24,
            "StreamCreationTimestamp": 0,
            "EnhancedMonitoring": [],
            "OpenShardCount": self.shards_of_the_stage,
        }
        answer = {"StreamDescriptionSummary": summary}
        stubber.add_response("describe_stream_summary", answer)

    def _kept(self, stubber: Stubber, workload: str) -> None:
        if workload in self.kept:
            answer = {"ReservedConcurrentExecutions": self.kept[workload]}
            stubber.add_response("get_function_concurrency", answer)
        else:
            stubber.add_client_error("get_function_concurrency", "ResourceNotFoundException")

    def faults(self, config: Config = _DEV) -> list[str]:
        self.asked_for_vpcs = False
        return preflight(config, self.client, self.notes.append)


@pytest.fixture
def account() -> Iterator[Account]:
    with mock_aws(), pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "test")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "test")
        environment.setenv("AWS_DEFAULT_REGION", _REGION)
        _bootstrap("30")
        yield Account()


def _bootstrap(version: str) -> None:
    name = "/cdk-bootstrap/hnb659fds/version"
    client("ssm", _REGION).put_parameter(Name=name, Value=version, Type="String", Overwrite=True)


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A container engine that ends with a status."""

    def installed(status: int) -> None:
        program = tmp_path / "engine"
        program.write_text(f"#!/bin/sh\nexit {status}\n")
        program.chmod(0o755)
        monkeypatch.setenv("CDK_DOCKER", str(program))

    return installed


class TestNeeds:
    """Each number is that of the templates."""

    @pytest.fixture(params=["dev", "prod", "fleets"])
    def made(self, request: pytest.FixtureRequest) -> Synthesized:
        found: Synthesized = request.getfixturevalue(request.param)
        return found

    def test_count_what_functions_reserve(self, made: Synthesized) -> None:
        functions = made.properties("AWS::Lambda::Function")
        reserved = sum(each.get("ReservedConcurrentExecutions", 0) for each in functions)
        assert needs.executions(made.config) == reserved + 100

    def test_count_the_shards(self, made: Synthesized) -> None:
        streams = made.properties("AWS::Kinesis::Stream")
        assert needs.shards(made.config) == sum(each["ShardCount"] for each in streams)

    def test_count_twice_the_fewest_tasks(self, made: Synthesized) -> None:
        targets = made.properties("AWS::ApplicationAutoScaling::ScalableTarget")
        fewest = sum(each["MinCapacity"] for each in targets)
        sizes = {int(each["Cpu"]) for each in made.properties("AWS::ECS::TaskDefinition")}
        assert sizes == ({1024} if made.config.fleets else set())
        assert needs.processors(made.config) == 2 * fewest

    def test_name_the_roles_of_the_services_that_are_used(self, made: Synthesized) -> None:
        services = {
            "AWS::ECS::Cluster": "ecs.amazonaws.com",
            "AWS::ApplicationAutoScaling::ScalableTarget": (
                "ecs.application-autoscaling.amazonaws.com"
            ),
            "AWS::ElasticLoadBalancingV2::LoadBalancer": "elasticloadbalancing.amazonaws.com",
            "AWS::RDS::DBCluster": "rds.amazonaws.com",
            "AWS::ElastiCache::ServerlessCache": "elasticache.amazonaws.com",
        }
        used = {service for kind, service in services.items() if made.properties(kind)}
        assert set(needs.service_linked_roles(made.config)) == used

    def test_ask_for_the_bootstrap_that_the_templates_ask_for(self, made: Synthesized) -> None:
        for template in made.templates.values():
            (rule,) = template["Rules"]["CheckBootstrapVersion"]["Assertions"]
            assert f"version {needs.BOOTSTRAP_VERSION} required" in rule["AssertDescription"]


class TestPreflight:
    def test_finds_nothing_in_an_account_that_is_ready(self, account: Account) -> None:
        assert account.faults() == []
        assert account.notes == []

    def test_makes_the_roles_and_minds_none_that_is_there(self, account: Account) -> None:
        for _ in range(2):
            assert Account().faults() == []
        roles = account.client("iam").list_roles()["Roles"]
        names = {each["RoleName"].casefold() for each in roles}
        assert {"awsserviceroleforrds", "awsserviceroleforelasticache"} <= names

    def test_stops_where_the_region_is_not_bootstrapped(self, account: Account) -> None:
        _bootstrap("5")
        (sentence,) = account.faults()
        assert "at version 5" in sentence
        account.client("ssm").delete_parameter(Name="/cdk-bootstrap/hnb659fds/version")
        (sentence,) = Account().faults()
        assert "run npx cdk bootstrap" in sentence

    def test_stops_where_functions_could_not_reserve_their_executions(
        self, account: Account
    ) -> None:
        account.executions = needs.executions(_DEV) - 1
        (sentence,) = account.faults()
        assert sentence == (
            "The stage needs 166 executions of Lambda at once, the account has 165: "
            "raise its quota first. aws service-quotas request-service-quota-increase "
            "--service-code lambda --quota-code L-B99A9384 --desired-value 166"
        )

    def test_counts_what_the_stage_has_reserved_before(self, account: Account) -> None:
        account.executions = 100
        account.kept = {workload.name: workload.reserved for workload in needs.reserving(_DEV)}
        assert account.faults() == []

    def test_stops_where_there_is_no_room_for_a_vpc(self, account: Account) -> None:
        account.vpcs = 1  # the default one
        (sentence,) = account.faults()
        assert "1 VPCs in the region, the account has 0" in sentence

    def test_stops_where_streams_take_all_shards_but_not_for_its_own(
        self, account: Account
    ) -> None:
        account.shards = 200
        (sentence,) = account.faults()
        assert "1 shards of Kinesis, the account has 0" in sentence
        account.shards_of_the_stage = 1
        assert account.faults() == []

    def test_looks_at_fargate_and_the_engine_where_there_is_a_fleet(
        self, account: Account, engine: Callable[[int], None]
    ) -> None:
        fleet = config_for("dev", {"gateway": "on", "web": "on"})
        engine(0)
        account.processors = 6
        (sentence,) = account.faults(fleet)
        assert "8 processors of Fargate, the account has 6" in sentence
        engine(1)
        (sentence,) = Account().faults(fleet)
        assert "name another one by CDK_DOCKER" in sentence

    def test_says_what_it_may_not_read_and_goes_on(self, account: Account) -> None:
        def client(service: str) -> Any:
            made = account.client(service)
            if service == "iam":
                stubber = Stubber(made)
                stubber.add_client_error("create_service_linked_role", "AccessDenied")
                stubber.activate()
            return made

        assert preflight(_DEV, client, account.notes.append) == []
        assert len(account.notes) == 2
        assert "CreateServiceLinkedRole" in account.notes[0]

    def test_reads_the_context_of_the_deploy(self) -> None:
        arguments = ["--context", "stage=prod", "-c", "gateway=off", "--require-approval", "never"]
        assert config_of(arguments) == config_for("prod", {"gateway": "off"})
