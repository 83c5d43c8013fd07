"""The workloads on Fargate: a service for each, public ones behind a load balancer."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_ecr_assets as assets
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from cdk.config import GATEWAY, Config, Fleet, living
from cdk.parts.archive_run import ArchiveRun
from cdk.parts.load_balancer import PlayersLoadBalancer
from cdk.parts.network import VpcPlacement
from cdk.parts.resource_refs import ResourceRefs
from cdk.parts.server_fleet import FleetContext, ServerFleet, server_of
from shared.workloads import workload

CLUSTER = "servers"


def gateway_resources(config: Config, load_balancer: PlayersLoadBalancer | None) -> ResourceRefs:
    """Return the gateways' URL and scaling target, which are known before they are made."""
    found = (
        load_balancer.url("ws", server_of(workload(GATEWAY)))
        if load_balancer and GATEWAY in config.fleets
        else ""
    )
    fleet = config.fleets.get(GATEWAY, Fleet())
    service = f"{config.named(CLUSTER)}/{config.named(GATEWAY)}"
    place = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    return ResourceRefs(
        {
            "fleet": (f"arn:{Aws.PARTITION}:ecs:{place}:service/{service}",),
            "fleet/targets": (
                f"arn:{Aws.PARTITION}:application-autoscaling:{place}:scalable-target/*",
            ),
        },
        {
            "RUMPUS_GATEWAY_URL": found,
            "RUMPUS_FLEET": service,
            "RUMPUS_FLEET_FEWEST": str(fleet.fewest),
            "RUMPUS_FLEET_MOST": str(fleet.most),
        },
    )


class Servers(Construct):
    def __init__(
        self,
        scope: Construct,
        config: Config,
        *,
        resources: ResourceRefs,
        placement: VpcPlacement,
        load_balancer: PlayersLoadBalancer | None,
    ) -> None:
        super().__init__(scope, "Servers")
        self._vpc, self._cluster_name = placement.vpc, config.named(CLUSTER)
        cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=self._cluster_name,
            vpc=placement.vpc,
            enable_fargate_capacity_providers=True,  # a run of the archive may be on Spot
        )
        image = assets.DockerImageAsset(
            self, "Image", directory=str(config.tree), platform=assets.Platform.LINUX_ARM64
        )
        self.image = ecs.ContainerImage.from_docker_image_asset(image)
        ArchiveRun(self, config, resources=resources, placement=placement, image=self.image)
        context = FleetContext(cluster, self.image, placement, load_balancer)
        self.fleets = [
            ServerFleet(self, each, config, resources=resources, context=context)
            for each in living(config, "fargate")
        ]

    def named(self, scope: Construct) -> ecs.ICluster:
        """Return the cluster, for a stack that only knows its name."""
        return ecs.Cluster.from_cluster_attributes(
            scope, "Cluster", cluster_name=self._cluster_name, vpc=self._vpc
        )
