"""The network of Valkey and the database: dual-stack, no NAT gateway, closed to the outside.

A stage with tasks on Fargate also has public subnets, for them and its load balancer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Fn
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache
from constructs import Construct

from cdk.config import Config
from cdk.parts.resource_refs import ResourceRefs
from shared.workload_kinds import Grant, Workload

PRIVATE = ec2.SubnetType.PRIVATE_WITH_EGRESS
ISOLATED = ec2.SubnetType.PRIVATE_ISOLATED
PUBLIC = ec2.SubnetType.PUBLIC
_PORT = 6379
_READER_PORT = 6380
_PLAYERS = ec2.SubnetConfiguration(
    name="public", subnet_type=PUBLIC, cidr_mask=24, map_public_ip_on_launch=False
)


@dataclass(frozen=True)
class VpcPlacement:
    """The network, and for each grant the security group that lets a workload reach its store."""

    vpc: ec2.IVpc
    security_groups: Mapping[Grant, ec2.ISecurityGroup]

    def groups(self, workload: Workload) -> list[ec2.ISecurityGroup]:
        """Return a workload's security groups; without any, it stays outside of the network."""
        return [group for grant, group in self.security_groups.items() if grant in workload.grants]


class Network(Construct):
    def __init__(self, scope: Construct, config: Config) -> None:
        super().__init__(scope, "Network")
        self._config = config
        self.vpc = self._vpc()
        self.functions_group = ec2.SecurityGroup(
            self,
            "Functions",
            vpc=self.vpc,
            description="Functions that talk to Valkey",
            allow_all_ipv6_outbound=True,
        )
        self.forwarders = self._forwarders()
        self.cache = self._cache()

    def _vpc(self) -> ec2.Vpc:
        """Make the VPC, from which functions have one way out: IPv6's egress-only gateway.

        The public subnets are last, so that the others keep their addresses when a fleet is added.
        """
        has_tasks = self._config.has_tasks
        return ec2.Vpc(
            self,
            "Vpc",
            availability_zones=self._zones(),
            ip_protocol=ec2.IpProtocol.DUAL_STACK,
            nat_gateways=0,
            create_internet_gateway=has_tasks,
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="private", subnet_type=PRIVATE, cidr_mask=20),
                ec2.SubnetConfiguration(name="isolated", subnet_type=ISOLATED, cidr_mask=24),
                *([_PLAYERS] if has_tasks else []),
            ],
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3),
                "DynamoDB": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
                ),
            },
        )

    def _forwarders(self) -> ec2.SecurityGroup | None:
        """Return the security group of the workload that pushes lines to Loki, if there is one."""
        if self._config.logs != "loki":
            return None
        return ec2.SecurityGroup(
            self, "Forwarders", vpc=self.vpc, description="Functions that push lines to Loki"
        )

    def _zones(self) -> list[str]:
        named = list(self._config.zone_names)
        return named or [Fn.select(i, Fn.get_azs()) for i in range(self._config.zones)]

    def _cache(self) -> elasticache.CfnServerlessCache:
        group = ec2.SecurityGroup(
            self, "Valkey", vpc=self.vpc, description="Valkey", allow_all_outbound=False
        )
        for port in (_PORT, _READER_PORT):
            group.add_ingress_rule(self.functions_group, ec2.Port.tcp(port), "Functions")
            if own := self._config.own_hardware:
                group.add_ingress_rule(ec2.Peer.ipv4(own), ec2.Port.tcp(port), "Own hardware")
        return elasticache.CfnServerlessCache(
            self,
            "Cache",
            serverless_cache_name=self._config.named("valkey"),
            engine="valkey",
            major_engine_version="8",
            description="Boards, presence and limits; never the truth",
            security_group_ids=[group.security_group_id],
            subnet_ids=[subnet.subnet_id for subnet in self.vpc.private_subnets],
            cache_usage_limits=self._limits(),
        )

    def _limits(self) -> elasticache.CfnServerlessCache.CacheUsageLimitsProperty:
        """Return the maximum usage; a minimum would be charged even without use."""
        cache, most = elasticache.CfnServerlessCache, self._config.ceiling
        return cache.CacheUsageLimitsProperty(
            data_storage=cache.DataStorageProperty(unit="GB", maximum=most.cache_gigabytes),
            ecpu_per_second=cache.ECPUPerSecondProperty(maximum=most.cache_units),
        )

    def resources(self) -> ResourceRefs:
        return ResourceRefs(
            {},
            {"RUMPUS_VALKEY_URL": f"rediss://{self.cache.attr_endpoint_address}:{_PORT}?cluster=1"},
        )
