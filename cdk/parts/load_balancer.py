"""The load balancer of players' connections: TCP, which is cheap.

A capacity unit is 3,000 connections of a TLS listener, but 100,000 of a TCP listener; so the tasks
hold the certificate, and see each player's own address.
"""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from cdk.config import Config
from cdk.parts.network import PUBLIC, Network
from shared.workload_kinds import Server
from shared.workloads import WORKLOADS

_HTTPS = 443


class PlayersLoadBalancer(Construct):
    """It outlives the fleets behind it, so that its name stays."""

    def __init__(self, scope: Construct, config: Config, network: Network) -> None:
        super().__init__(scope, "Door")
        self._config = config
        self.group = ec2.SecurityGroup(
            self, "Group", vpc=network.vpc, description="The load balancer of players"
        )
        for workload in WORKLOADS:
            if workload.name in config.fleets and isinstance(workload.trigger, Server):
                self.group.add_ingress_rule(
                    ec2.Peer.any_ipv4(), ec2.Port.tcp(workload.trigger.port), "Players"
                )
        self.balancer = elb.NetworkLoadBalancer(
            self,
            "Balancer",
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=PUBLIC),
            internet_facing=True,
            security_groups=[self.group],
            # Otherwise DNS drops a zone in which any target group has no healthy target, and the
            # tasks of other groups in that zone get no players.
            cross_zone_enabled=True,
            deletion_protection=config.durable,
        )
        CfnOutput(Stack.of(self), "BalancerName", value=self.balancer.load_balancer_dns_name)

    def url(self, scheme: str, server: Server) -> str:
        """Return a server's URL for players; `scheme` is the scheme without TLS."""
        secure = "s" if self._config.gateway_certificate else ""
        name = self._config.gateway_domain or self.balancer.load_balancer_dns_name
        usual = secure and server.port == _HTTPS
        return f"{scheme}{secure}://{name}" + ("" if usual else f":{server.port}")
