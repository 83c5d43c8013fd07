"""Quotas that a stage and its crowd touch, and what an account says of its own."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from msgspec.structs import replace

from cdk import needs as needs_of_config
from cdk.bill.month import Month
from cdk.bill.stage import Stage
from cdk.bill.traffic import Traffic, load_traffic
from cdk.bill.units import read_units
from cdk.passport.need import needs
from cdk.passport.passport import Entry, passport
from cdk.passport.quotas import applied, quotas
from tests.cdk.synthesized import Synthesized


def service_quotas() -> Any:
    return boto3.client(
        "service-quotas",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        region_name="us-east-1",
    )


def month(stage: Synthesized, traffic: Traffic | str) -> Month:
    known = load_traffic(traffic) if isinstance(traffic, str) else traffic
    return Month(Stage(stage.templates.values()), known, read_units())


def entries(found: Month) -> dict[str, Entry]:
    return {each.quota.key: each for each in passport(found)}


class TestNeeds:
    @pytest.mark.parametrize("name", ["dev", "prod", "fleets"])
    def test_of_nobody_are_those_of_the_deploy(
        self, request: pytest.FixtureRequest, name: str
    ) -> None:
        made: Synthesized = request.getfixturevalue(name)
        found = needs(month(made, "idle"))
        assert found["kinesis.shards"] == needs_of_config.shards(made.config)
        assert found.get("fargate.processors", 0) == needs_of_config.processors(made.config)
        consumers = found["lambda.executions"] - needs_of_config.executions(made.config)
        assert 0 < consumers < 200

    def test_are_quotas_that_are_known(self, prod: Synthesized) -> None:
        crowd = replace(load_traffic("codebattle"), home="functions")
        assert set(needs(month(prod, crowd))) <= set(quotas())


class TestPassport:
    def test_a_crowd_of_100_000_asks_for_processors_alone(self, prod: Synthesized) -> None:
        found = entries(month(prod, "launch100k"))
        short = {key for key, entry in found.items() if entry.verdict != "enough"}
        assert short == {"fargate.processors"}
        assert found["fargate.processors"].needed == 21
        assert found["fargate.processors"].advice == (
            "aws service-quotas request-service-quota-increase --service-code fargate "
            "--quota-code L-3032A538 --desired-value 27"
        )

    def test_a_board_at_1_hz_over_api_gateway_breaks_what_nobody_can_raise(
        self, prod: Synthesized
    ) -> None:
        found = entries(month(prod, replace(load_traffic("codebattle"), home="functions")))
        assert found["api.requests"].verdict == "ask"
        assert found["api.burst"].verdict == "too low"
        assert found["api.burst"].advice.endswith("at once: play on gateways.")

    def test_a_herd_of_20_000_in_10_seconds_breaks_the_sockets_of_api_gateway(
        self, prod: Synthesized
    ) -> None:
        herd = replace(load_traffic("codebattle"), home="functions", come_seconds=10)
        assert entries(month(prod, herd))["api.connections"].needed == 2_000
        assert entries(month(prod, herd))["api.connections"].verdict == "ask"

    def test_a_log_of_hunts_breaks_table_and_shards(self, prod: Synthesized) -> None:
        found = entries(month(prod, "hunt210k"))
        assert found["dynamodb.table_writes"].verdict == "ask"
        assert found["kinesis.shard_records"].verdict == "too low"

    def test_an_account_that_is_allowed_more_has_enough(self, prod: Synthesized) -> None:
        crowd = month(prod, "launch100k")
        assert {each.verdict for each in passport(crowd, lambda _: 1e9)} == {"enough"}


class TestQuotas:
    def test_have_a_code_a_name_or_what_to_do_instead(self) -> None:
        for quota in quotas().values():
            assert quota.code or quota.name or quota.instead
            assert bool(quota.service) == bool(quota.code or quota.name)

    def test_without_a_code_are_looked_up_by_name(self) -> None:
        told = quotas()["kinesis.shards"].command(600)
        assert "list-service-quotas --service-code kinesis" in told
        assert "Shards per Region" in told

    def test_are_read_by_code(self) -> None:
        client = service_quotas()
        with Stubber(client) as stubber:
            asked = {"ServiceCode": "fargate", "QuotaCode": "L-3032A538"}
            stubber.add_response("get_service_quota", {"Quota": {"Value": 64.0}}, asked)
            assert applied(lambda _: client, quotas()["fargate.processors"]) == 64

    def test_are_read_by_name(self) -> None:
        client = service_quotas()
        listed = [
            {"QuotaName": "Another", "Value": 1.0},
            {"QuotaName": "Shards per Region", "Value": 20_000.0},
        ]
        with Stubber(client) as stubber:
            asked = {"ServiceCode": "kinesis"}
            stubber.add_response("list_service_quotas", {"Quotas": listed}, asked)
            assert applied(lambda _: client, quotas()["kinesis.shards"]) == 20_000

    def test_that_aws_tells_of_no_account_are_the_default(self) -> None:
        assert applied(lambda _: None, quotas()["valkey.units"]) is None
