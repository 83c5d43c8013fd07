"""Owners of slots on Fargate, and stages that have none."""

from __future__ import annotations

from typing import Any

from cdk.bill.idle import TOLD_WHILE_IDLE
from cdk.fleet_alarms import fleet_watches
from cdk.needs import service_linked_roles
from layers.tree import ROOT
from shared.workloads import workload
from tests.cdk.synthesized import Synthesized
from tools.dockerfile import stages

PORT = 8081


def variables(stage: Synthesized) -> dict[str, Any]:
    (container,) = stage.task("owner")["ContainerDefinitions"]
    return {each["Name"]: each["Value"] for each in container["Environment"]}


class TestService:
    def test_is_reached_by_the_stage_alone(self, options: Synthesized) -> None:
        rules = [
            each
            for each in options.properties("AWS::EC2::SecurityGroupIngress")
            if each["FromPort"] == PORT
        ]
        assert len(rules) == 2
        assert all("SourceSecurityGroupId" in each for each in rules)
        listeners = options.properties("AWS::ElasticLoadBalancingV2::Listener")
        assert all(each["Port"] != PORT for each in listeners)
        groups = options.properties("AWS::EC2::SecurityGroup")
        assert not any(str(PORT) in str(each.get("SecurityGroupIngress")) for each in groups)

    def test_tells_others_its_own_address(self, options: Synthesized) -> None:
        told = variables(options)
        assert told["RUMPUS_OWNER_ADDRESS"] == f":{PORT}"
        assert {"RUMPUS_JOURNAL_TABLE", "RUMPUS_SLOTS_TABLE", "RUMPUS_EVENTS_STREAM"} <= set(told)

    def test_writes_to_a_disk_of_its_own_alone(self, options: Synthesized) -> None:
        (container,) = options.task("owner")["ContainerDefinitions"]
        (mount,) = container["MountPoints"]
        (volume,) = options.task("owner")["Volumes"]
        assert (mount["SourceVolume"], mount["ReadOnly"]) == (volume["Name"], False)
        assert container["ReadonlyRootFilesystem"] is True
        assert variables(options)["TMPDIR"] == mount["ContainerPath"]

    def test_may_write_to_its_disk_as_the_image_has_the_folder(self, options: Synthesized) -> None:
        """Without VOLUME, or a folder of the user's there, the disk would be root's alone."""
        (container,) = options.task("owner")["ContainerDefinitions"]
        (mount,) = container["MountPoints"]
        last = stages((ROOT / "Dockerfile").read_text())[-1]
        said = {each.word: each for each in last}
        assert said["VOLUME"].words == [mount["ContainerPath"]]
        (made,) = [each for each in last if each.words[-1] == mount["ContainerPath"]][:1]
        assert made.word == "COPY"
        assert made.option("chown") == said["USER"].rest

    def test_has_the_size_by_which_the_bill_counts_tasks(self) -> None:
        assert workload("owner").memory_mb == workload("gateway").memory_mb

    def test_has_an_alarm_for_each_thing_that_goes_wrong(self, options: Synthesized) -> None:
        watched = {each.metric for each in fleet_watches(options.config, "owner", {})}
        assert watched - {"CPUUtilization"} <= set(TOLD_WHILE_IDLE["owner"])
        assert {"PutTime", "OwnBeatAge", "Seals", "SlotsWithoutOwner"} <= watched
        made = {each.get("MetricName") for each in options.properties("AWS::CloudWatch::Alarm")}
        assert watched <= {str(each) for each in made}


class TestRights:
    def test_of_an_owner_change_no_entry(self, options: Synthesized) -> None:
        statements = options.task_statements("owner")
        assert options.on_table("journal", statements) == {"dynamodb:Query", "dynamodb:PutItem"}

    def test_of_who_looks_after_journals_change_one_number_of_each_row(
        self, options: Synthesized
    ) -> None:
        statements = options.statements("archive")
        assert options.on_table("journal", statements) == {"dynamodb:Query", "dynamodb:UpdateItem"}
        named = [
            each["Condition"]["ForAllValues:StringEquals"]["dynamodb:Attributes"]
            for each in statements
            if each["Action"] == "dynamodb:UpdateItem"
        ]
        assert named == [["pk", "sk", "expires"], ["pk", "sk", "kept"]]

    def test_of_others_are_to_look_who_owns_what(self, options: Synthesized) -> None:
        statements = options.statements("message")
        assert options.on_table("slots", statements) == {"dynamodb:Query"}
        assert options.on_table("journal", statements) == set()


class TestStageWithOwnersAlone:
    def test_has_no_load_balancer(self, loki: Synthesized) -> None:
        assert list(loki.config.fleets) == ["owner"]
        kinds = {
            each["Type"] for one in loki.templates.values() for each in one["Resources"].values()
        }
        assert "AWS::ECS::Service" in kinds
        assert not [each for each in kinds if each.startswith("AWS::ElasticLoadBalancing")]
        assert "elasticloadbalancing.amazonaws.com" not in service_linked_roles(loki.config)


class TestStageWithout:
    def test_has_neither_tables_nor_rights(self, dev: Synthesized) -> None:
        names = {each["TableName"] for each in dev.properties("AWS::DynamoDB::Table")}
        assert not {"rumpus-dev-journal", "rumpus-dev-slots"} & names
        environment = dev.function("message")["Environment"]["Variables"]
        assert environment["RUMPUS_SLOTS_TABLE"] == ""
