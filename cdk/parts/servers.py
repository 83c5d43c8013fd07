"""The duties that live on Fargate: a service for each, behind the one load balancer."""

from __future__ import annotations

from aws_cdk import Aws
from aws_cdk import aws_ecr_assets as assets
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from cdk.config import GATEWAY, Config, Fleet, living
from cdk.parts.door import Door
from cdk.parts.estate import Estate
from cdk.parts.network import Inside
from cdk.parts.server_fleet import Ground, ServerFleet, server_of
from shared.duties import duty

CLUSTER = "servers"


def players_estate(config: Config, door: Door | None) -> Estate:
    """Where players find the gateways, and what scales them; known before they are made."""
    found = door.url("ws", server_of(duty(GATEWAY))) if door and GATEWAY in config.fleets else ""
    fleet = config.fleets.get(GATEWAY, Fleet())
    service = f"{config.named(CLUSTER)}/{config.named(GATEWAY)}"
    place = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    return Estate(
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
        self, scope: Construct, config: Config, *, estate: Estate, inside: Inside, door: Door
    ) -> None:
        super().__init__(scope, "Servers")
        cluster = ecs.Cluster(self, "Cluster", cluster_name=config.named(CLUSTER), vpc=inside.vpc)
        image = assets.DockerImageAsset(
            self, "Image", directory=str(config.tree), platform=assets.Platform.LINUX_ARM64
        )
        ground = Ground(cluster, ecs.ContainerImage.from_docker_image_asset(image), inside, door)
        self.fleets = [
            ServerFleet(self, each, config, estate=estate, ground=ground)
            for each in living(config, "fargate")
        ]
