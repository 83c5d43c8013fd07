from __future__ import annotations

from pathlib import Path

from cdk.context import config_for
from tests.cdk.synthesized import Properties, Synthesized, synthesize

_SUBNET = "AWS::EC2::Subnet"


def _place(subnet: Properties) -> tuple[str, int, str]:
    number = subnet["Ipv6CidrBlock"]["Fn::Select"][0]
    return subnet["CidrBlock"], number, str(subnet["AvailabilityZone"])


class TestNetwork:
    def test_pays_for_no_nat_gateway(self, account: Synthesized) -> None:
        assert not account.properties("AWS::EC2::NatGateway")
        assert not account.properties("AWS::EC2::EIP")

    def test_lets_nothing_in_and_ipv6_out(self, dev: Synthesized) -> None:
        assert not dev.properties("AWS::EC2::InternetGateway")
        assert len(dev.properties("AWS::EC2::EgressOnlyInternetGateway")) == 1
        ways_out = dev.properties("AWS::EC2::Route")
        assert len(ways_out) == dev.config.zones
        for route in ways_out:
            assert route["DestinationIpv6CidrBlock"] == "::/0"
            assert "EgressOnlyInternetGatewayId" in route

    def test_is_open_where_servers_are_and_nowhere_else(self, prod: Synthesized) -> None:
        ways = [each for each in prod.properties("AWS::EC2::Route") if "GatewayId" in each]
        assert ways
        assert all("public" in str(each["RouteTableId"]) for each in ways)

    def test_keeps_its_addresses_when_a_fleet_comes(
        self, dev: Synthesized, fleets: Synthesized
    ) -> None:
        before, after = (
            {_place(each) for each in stage.properties(_SUBNET)} for stage in (dev, fleets)
        )
        assert before < after

    def test_reaches_s3_and_dynamodb_for_nothing(self, account: Synthesized) -> None:
        endpoints = account.properties("AWS::EC2::VPCEndpoint")
        assert [each["VpcEndpointType"] for each in endpoints] == ["Gateway", "Gateway"]


class TestDoors:
    def test_open_to_who_has_a_key(self, account: Synthesized) -> None:
        rules = account.properties("AWS::EC2::SecurityGroupIngress")
        servers = {8080} if account.config.fleets else set()
        assert {rule["FromPort"] for rule in rules} == {5432, 6379, 6380, *servers}
        assert all("SourceSecurityGroupId" in rule for rule in rules)


class TestValkey:
    def test_stands_in_every_zone(self, account: Synthesized) -> None:
        (cache,) = account.properties("AWS::ElastiCache::ServerlessCache")
        assert cache["Engine"] == "valkey"
        assert len(cache["SubnetIds"]) == account.config.zones >= 2


class TestZones:
    def test_are_those_that_the_context_names(self, tmp_path: Path) -> None:
        config = config_for("dev", {"zones": "us-east-1b,us-east-1c"})
        stage = synthesize(config, tmp_path)
        zones = {subnet["AvailabilityZone"] for subnet in stage.properties(_SUBNET)}
        assert zones == set(config.zone_names)
