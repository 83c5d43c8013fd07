"""One workload on Fargate: its task, its service, and its target group if it is public."""

from __future__ import annotations

from dataclasses import dataclass

from aws_cdk import Duration, Size
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk.config import Config
from cdk.connections import PROCESSES, of_process
from cdk.parts.endpoints import endpoints
from cdk.parts.load_balancer import PlayersLoadBalancer
from cdk.parts.logs import log_group
from cdk.parts.network import PUBLIC, VpcPlacement
from cdk.parts.resource_refs import ResourceRefs
from cdk.parts.scaling import Scaling
from cdk.parts.statements import environment, statements
from cdk.parts.tasks import task_definition
from shared.workload_kinds import Grant, Peers, Server, Workload

_PORT = 8080
_OF_PEERS: tuple[Grant, ...] = ("valkey", "economy")
"""Grants of the workloads that call a server of peers, whose security groups may reach it."""

_VCPU = 1024  # units of the one processor that a process can use
_LOG_BUFFER_MB = 4
_FILES = 65_535  # a process takes at most 35,000 sockets
_MINUTE_OF_CHECKS = 6
_DISK = "disk"
"""The volume for streams that an owner need not keep in memory: the task's 20 GB, free of charge.

Only root may write to a volume, unless the image has a folder at its path and names it in VOLUME:
then the volume has that folder's owner and rights.
"""
_DRAIN = Duration.seconds(120)  # at least the longest drain of all workloads


def server_of(workload: Workload) -> Server:
    """Return the `Server` that triggers a workload on Fargate."""
    assert isinstance(workload.trigger, Server)
    return workload.trigger


@dataclass(frozen=True)
class FleetContext:
    """The resources that all fleets of a stage share."""

    cluster: ecs.Cluster
    image: ecs.ContainerImage
    placement: VpcPlacement
    load_balancer: PlayersLoadBalancer | None


class ServerFleet(Construct):
    """Tasks of one workload, each with one processor and one process."""

    def __init__(
        self,
        scope: Construct,
        workload: Workload,
        config: Config,
        *,
        resources: ResourceRefs,
        context: FleetContext,
    ) -> None:
        super().__init__(scope, workload.name)
        self.workload = workload
        self._config = config
        self._resources = resources
        self._context = context
        self._port = workload.trigger.port if isinstance(workload.trigger, Peers) else _PORT
        is_public = workload.name in config.public_fleets
        players = self._players = context.load_balancer if is_public else None
        self.service = self._service()
        self.names: dict[str, str] = {}
        if players is not None:
            targets = self._targets(server_of(workload), players)
            self.service.attach_to_network_target_group(targets)
            self.names = {
                "LoadBalancer": players.balancer.load_balancer_full_name,
                "TargetGroup": targets.target_group_full_name,
            }
        Scaling(self, workload, config, self.service)

    def _definition(self) -> ecs.FargateTaskDefinition:
        definition = task_definition(
            self,
            self.workload,
            self._config,
            allowed=self._allowed(),
            cpu=PROCESSES * _VCPU,
            memory_mb=self.workload.memory_mb,
        )
        name = f"/aws/ecs/{self._config.named(self.workload.name)}"
        container = definition.add_container(
            self.workload.name,
            image=self._context.image,
            command=[self.workload.main],
            environment=self._environment(),
            port_mappings=[ecs.PortMapping(container_port=self._port)],
            readonly_root_filesystem=True,  # even the certificate is not written to disk
            stop_timeout=Duration.seconds(self.workload.timeout_seconds),
            ulimits=[ecs.Ulimit(name=ecs.UlimitName.NOFILE, soft_limit=_FILES, hard_limit=_FILES)],
            logging=ecs.LogDriver.aws_logs(
                stream_prefix=self.workload.name,
                log_group=log_group(self, name, self._config),
                mode=ecs.AwsLogDriverMode.NON_BLOCKING,  # rather lose a line than delay a frame
                max_buffer_size=Size.mebibytes(_LOG_BUFFER_MB),
            ),
        )
        if isinstance(self.workload.trigger, Peers):
            definition.add_volume(name=_DISK)
            container.add_mount_points(
                ecs.MountPoint(container_path=f"/{_DISK}", source_volume=_DISK, read_only=False)
            )
            container.add_environment("TMPDIR", f"/{_DISK}")
        return definition

    def _allowed(self) -> list[iam.PolicyStatement]:
        allowed = statements(self.workload, self._resources)
        if self._config.gateway_certificate:
            allowed.append(
                iam.PolicyStatement(
                    actions=["secretsmanager:GetSecretValue"],
                    resources=[self._config.gateway_certificate],
                )
            )
        return allowed

    def _environment(self) -> dict[str, str]:
        return {
            **environment(self.workload, self._resources, self._config),
            **endpoints(ipv6_only=False),
            "RUMPUS_GATEWAY_PORT": str(_PORT),
            "RUMPUS_OWNER_ADDRESS": f":{self._port}",  # with the task's own host
            "RUMPUS_GATEWAY_PROCESSES": str(PROCESSES),
            "RUMPUS_DATABASE_CONNECTIONS": str(of_process(self._config)),
            "RUMPUS_GATEWAY_CERTIFICATE": self._config.gateway_certificate,
        }

    def _service(self) -> ecs.FargateService:
        placement, players = self._context.placement, self._players
        group = ec2.SecurityGroup(
            self, "Group", vpc=placement.vpc, description=f"Tasks of {self.workload.name}"
        )
        if players is None:
            for each in (placement.security_groups[grant] for grant in _OF_PEERS):
                group.add_ingress_rule(each, ec2.Port.tcp(self._port), "The stage's own processes")
        else:
            group.add_ingress_rule(players.group, ec2.Port.tcp(_PORT), "The load balancer")
        return ecs.FargateService(
            self,
            "Service",
            service_name=self._config.named(self.workload.name),
            cluster=self._context.cluster,
            task_definition=self._definition(),
            # Scaling sets the number of tasks, not a deploy in the middle of a battle.
            desired_count=None,
            capacity_provider_strategies=None,  # so never Spot: its notice is too short
            vpc_subnets=ec2.SubnetSelection(subnet_type=PUBLIC),
            # Fargate authenticates at ECR only over IPv4 (aws/containers-roadmap#2792).
            assign_public_ip=True,
            security_groups=[group, *placement.groups(self.workload)],
            min_healthy_percent=100,
            max_healthy_percent=200,
            availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            health_check_grace_period=Duration.seconds(30) if players else None,
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
        )

    def _targets(self, server: Server, players: PlayersLoadBalancer) -> elb.NetworkTargetGroup:
        secure = bool(self._config.gateway_certificate)
        targets = elb.NetworkTargetGroup(
            self,
            "Targets",
            vpc=self._context.placement.vpc,
            port=_PORT,
            protocol=elb.Protocol.TCP,
            target_type=elb.TargetType.IP,
            preserve_client_ip=True,  # limits are per address
            deregistration_delay=_DRAIN,
            health_check=elb.HealthCheck(
                protocol=elb.Protocol.HTTPS if secure else elb.Protocol.HTTP,
                path=server.health,
                interval=Duration.seconds(10),
                timeout=Duration.seconds(5),
                healthy_threshold_count=2,
                unhealthy_threshold_count=_MINUTE_OF_CHECKS,
            ),
        )
        # An outage of the log is no reason to close all connections.
        targets.set_attribute(
            "target_health_state.unhealthy.connection_termination.enabled", "false"
        )
        elb.NetworkListener(
            self,
            "Listener",
            load_balancer=players.balancer,
            port=server.port,
            protocol=elb.Protocol.TCP,
            default_target_groups=[targets],
        )
        return targets
