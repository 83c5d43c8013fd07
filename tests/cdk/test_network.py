from __future__ import annotations

from tests.cdk.synthesized import Synthesized


class TestNetwork:
    def test_pays_for_no_nat_gateway(self, account: Synthesized) -> None:
        assert not account.properties("AWS::EC2::NatGateway")
        assert not account.properties("AWS::EC2::EIP")

    def test_lets_nothing_in_and_ipv6_out(self, account: Synthesized) -> None:
        assert not account.properties("AWS::EC2::InternetGateway")
        assert len(account.properties("AWS::EC2::EgressOnlyInternetGateway")) == 1
        ways_out = account.properties("AWS::EC2::Route")
        assert len(ways_out) == account.config.zones
        for route in ways_out:
            assert route["DestinationIpv6CidrBlock"] == "::/0"
            assert "EgressOnlyInternetGatewayId" in route

    def test_reaches_s3_and_dynamodb_for_nothing(self, account: Synthesized) -> None:
        endpoints = account.properties("AWS::EC2::VPCEndpoint")
        assert [each["VpcEndpointType"] for each in endpoints] == ["Gateway", "Gateway"]


class TestDoors:
    def test_open_to_functions_alone(self, account: Synthesized) -> None:
        rules = account.properties("AWS::EC2::SecurityGroupIngress")
        assert {rule["FromPort"] for rule in rules} == {5432, 6379, 6380}
        assert all("SourceSecurityGroupId" in rule for rule in rules)


class TestValkey:
    def test_stands_in_every_zone(self, account: Synthesized) -> None:
        (cache,) = account.properties("AWS::ElastiCache::ServerlessCache")
        assert cache["Engine"] == "valkey"
        assert len(cache["SubnetIds"]) == account.config.zones >= 2
