"""The option `logs=loki`: each line's way to Loki, who reaches it, what it is told."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from cdk.bill.idle import idle
from cdk.bill.stage import read_stages
from cdk.config import BUDGET_OF_LOKI_USD, STAGES, living
from cdk.context import config_for
from cdk.loki_files import grafana_files, loki_files, loki_url
from shared.runtime.envelope import LogLine
from shared.runtime.lines import labels
from tests.cdk.bill.idle_cost import idle_cost
from tests.cdk.synthesized import Synthesized, actions

GOLDEN = Path(__file__).parent / "loki"


@pytest.mark.parametrize("stage", ["dev", "prod"])
@pytest.mark.parametrize("name", ["loki", "grafana"])
def test_what_images_are_made_of_changes_on_purpose(stage: str, name: str) -> None:
    config = config_for(stage, {"logs": "loki"})
    files = loki_files(config) if name == "loki" else grafana_files(config)
    assert sorted(files) == sorted(each.name for each in (GOLDEN / stage / name).iterdir())
    for file, text in files.items():
        assert (GOLDEN / stage / name / file).read_text() == text, file
        if file.endswith(".yaml"):
            assert yaml.safe_load(text)


def test_images_are_pinned_and_have_all_their_files(loki: Synthesized) -> None:
    for name in ("loki", "grafana"):
        folder = loki.directory / "lines" / name
        first, *copies = (folder / "Dockerfile").read_text().splitlines()
        assert "@sha256:" in first
        assert {each.split()[1] for each in copies} | {"Dockerfile"} == {
            each.name for each in folder.iterdir()
        }
    board = json.loads((loki.directory / "lines" / "grafana" / "overview.json").read_text())
    assert board["kind"] == "Dashboard"


def test_every_workload_that_is_sent_no_lines_sends_its_own(loki: Synthesized) -> None:
    filters = [
        each
        for each in loki.every("AWS::Logs::SubscriptionFilter")
        if "function:rumpus-dev-forward" in str(each["DestinationArn"])
    ]
    told = {each["LogGroupName"].rpartition("/")[2] for each in filters}
    all_of_them = [*living(loki.config, "lambda"), *living(loki.config, "fargate")]
    names = {loki.config.named(each.name) for each in all_of_them}
    assert names - told == {loki.config.named(each) for each in ("forward", "export")}
    allowed = [
        json.dumps(each["SourceArn"])
        for each in loki.properties("AWS::Lambda::Permission")
        if each["Principal"] == "logs.amazonaws.com"
        and each["FunctionName"] == "rumpus-dev-forward"
    ]
    assert sorted(each.partition("log-group:")[2][:24] for each in allowed) == [
        '/aws/ecs/rumpus-dev-*:*"',
        "/aws/lambda/rumpus-dev-*",
    ]


def test_the_forwarder_may_nothing_but_reach_loki(loki: Synthesized) -> None:
    forward = loki.function("forward")
    assert forward["Environment"]["Variables"]["RUMPUS_LOKI_URL"] == loki_url(loki.config)
    granted = set().union(*(actions(each) for each in loki.statements("forward")))
    assert {each.partition(":")[0] for each in granted} == {"logs", "xray", "ec2"}
    assert len(forward["VpcConfig"]["SecurityGroupIds"]) == 1


def test_loki_is_reached_by_the_forwarder_and_grafana_alone(loki: Synthesized) -> None:
    template = loki.templates["rumpus-dev-lines"]["Resources"].values()
    rules = [each["Properties"] for each in template if "SecurityGroupIngress" in each["Type"]]
    assert [(each["FromPort"], each["ToPort"]) for each in rules] == [(3100, 3100)] * 2
    assert all("SourceSecurityGroupId" in each for each in rules)
    groups = [each["Properties"] for each in template if each["Type"].endswith("SecurityGroup")]
    assert groups
    assert not [each for each in groups if "SecurityGroupIngress" in each]


def test_each_task_may_do_its_own(loki: Synthesized) -> None:
    its = set().union(*(actions(each) for each in loki.task_statements("loki")))
    assert its == {"s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"}
    grafana = set().union(*(actions(each) for each in loki.task_statements("grafana")))
    assert {each.partition(":")[0] for each in grafana} == {"cloudwatch", "ssmmessages"}
    (container,) = loki.task("grafana")["ContainerDefinitions"]
    (secret,) = container["Secrets"]
    assert secret["Name"] == "GF_SECURITY_ADMIN_PASSWORD"
    assert "PASSWORD" not in json.dumps(container["Environment"])


def test_lines_end_as_those_of_cloudwatch_do() -> None:
    for stage in ("dev", "prod"):
        config = config_for(stage, {"logs": "loki"})
        limits = yaml.safe_load(loki_files(config)["loki.yaml"])["limits_config"]
        assert limits["retention_period"] == f"{config.log_days * 24}h"


def test_a_line_that_is_tried_again_is_not_too_old_for_loki(loki: Synthesized) -> None:
    ingester = yaml.safe_load(loki_files(loki.config)["loki.yaml"])["ingester"]
    behind = timedelta(minutes=int(ingester["max_chunk_age"].removesuffix("m"))) / 2
    (tries,) = [
        each
        for each in loki.properties("AWS::Lambda::EventInvokeConfig")
        if "forward" in str(each["FunctionName"])
    ]
    assert timedelta(seconds=tries["MaximumEventAgeInSeconds"]) <= behind


def test_loki_takes_as_many_labels_as_lines_have() -> None:
    limits = yaml.safe_load(loki_files(config_for("dev", {"logs": "loki"}))["loki.yaml"])
    line = LogLine(at=1, workload="rank", game="hunt", level="ERROR", message="")
    assert len(labels(line)) <= limits["limits_config"]["max_label_names_per_series"]


def test_the_bill_knows_what_it_costs_while_nobody_plays(
    loki: Synthesized, fleets: Synthesized
) -> None:
    lines = idle_cost(loki.templates.values())
    assert lines["Loki and Grafana"] == pytest.approx(0.75 * 23.64 + 1.5 * 2.60 + 2 * 3.65, abs=0.1)
    assert lines["private names"] == pytest.approx(0.50)
    assert lines["tasks of fleets"] == pytest.approx(
        idle_cost(fleets.templates.values())["tasks of fleets"] / 2
    )
    more = sum(lines[each] for each in ("Loki and Grafana", "private names"))
    assert more < BUDGET_OF_LOKI_USD / 2
    stage = read_stages(loki.directory)["dev"]
    assert [use for use in idle(stage) if use.resource == "Loki and Grafana"]


def test_nothing_of_it_is_there_unless_it_is_asked_for(dev: Synthesized) -> None:
    assert dev.properties("AWS::ECS::Service") == []
    assert not [
        each
        for each in dev.properties("AWS::Lambda::Function")
        if "forward" in each.get("FunctionName", "")
    ]
    assert loki_url(STAGES["dev"]) == ""
