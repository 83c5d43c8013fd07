"""The archive's worker as a task of its own: on Spot for a first crowd, or on own machines.

On Spot an operator starts it, without a service: it ends when no player is due or its budget is
spent, and the next run continues where it stopped. So a task that Spot interrupts loses nothing. On
own machines a service keeps one task running, which looks each hour.
"""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_logs as logs
from constructs import Construct

from cdk.config import Config
from cdk.parts.endpoints import endpoints
from cdk.parts.logs import log_group
from cdk.parts.network import PUBLIC, VpcPlacement
from cdk.parts.resource_refs import ResourceRefs
from cdk.parts.statements import environment, statements
from cdk.parts.tasks import external_definition, task_definition
from shared.workloads import workload

MAIN = "functions.scheduled.archive"
_VCPU, _MEMORY_MB = 1024, 2048
_CONNECTIONS = 4
"""Database connections of a run, out of the ten that no deploy assigns: each moves one player at a
time."""
_STOP_SECONDS = 120  # the notice that Spot gives: begun batches finish


class ArchiveRun(Construct):
    """A task definition with the rights of the workload `archive`, and where to start it.

    The stacks that own its subnets and security groups output them: a stack must not output what
    it imports.
    """

    def __init__(
        self,
        scope: Construct,
        config: Config,
        *,
        resources: ResourceRefs,
        placement: VpcPlacement,
        image: ecs.ContainerImage,
    ) -> None:
        self._work = workload("archive")
        super().__init__(scope, self._work.name)
        definition = task_definition(
            self,
            self._work,
            config,
            allowed=statements(self._work, resources),
            cpu=_VCPU,
            memory_mb=_MEMORY_MB,
        )
        group = log_group(self, _log_name(config), config)
        _worker(definition, config, resources=resources, image=image, log=group)
        self._tell(placement)

    def _tell(self, placement: VpcPlacement) -> None:
        """Output where a run may be started: subnets and security groups."""
        groups = [
            ec2.SecurityGroup(self, "Group", vpc=placement.vpc, description="Runs of the archive"),
            *placement.groups(self._work),
        ]
        subnets = placement.vpc.select_subnets(subnet_type=PUBLIC).subnet_ids
        CfnOutput(Stack.of(placement.vpc), "ArchiveSubnets", value=",".join(subnets))
        for number, each in enumerate(groups, 1):
            CfnOutput(Stack.of(each), f"ArchiveGroup{number}", value=each.security_group_id)


class OwnHardware(Construct):
    """The option `own_hardware=`: a service of one such task on machines outside of AWS.

    It has a stack of its own, because a deploy waits until a machine runs the task. There is at
    most one task, however many machines there are, as it uses database connections that are
    assigned to no workload. Its family differs from that of runs, which `rumpus tiers run` follows.
    """

    def __init__(
        self,
        scope: Construct,
        config: Config,
        *,
        resources: ResourceRefs,
        cluster: ecs.ICluster,
        image: ecs.ContainerImage,
    ) -> None:
        super().__init__(scope, "OwnHardware")
        work = workload("archive")
        name = config.named(f"{work.name}-own")
        place = Construct(self, work.name)
        definition = external_definition(place, name, statements(work, resources))
        group = logs.LogGroup.from_log_group_name(place, "Logs", _log_name(config))
        _worker(definition, config, "--hourly", resources=resources, image=image, log=group)
        ecs.ExternalService(
            place,
            "Service",
            service_name=name,
            cluster=cluster,
            task_definition=definition,
            desired_count=1,
            min_healthy_percent=0,
            max_healthy_percent=100,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
        )


def _log_name(config: Config) -> str:
    return f"/aws/ecs/{config.named(workload('archive').name)}"


def _worker(
    definition: ecs.TaskDefinition,
    config: Config,
    *words: str,
    resources: ResourceRefs,
    image: ecs.ContainerImage,
    log: logs.ILogGroup,
) -> None:
    """Add the container, the same on Spot and on own machines, to a definition."""
    work = workload("archive")
    definition.add_container(
        work.name,
        image=image,
        command=[MAIN, *words],
        cpu=_VCPU,
        memory_limit_mib=_MEMORY_MB,
        environment={
            **environment(work, resources, config),
            **endpoints(ipv6_only=False),
            "RUMPUS_DATABASE_CONNECTIONS": str(_CONNECTIONS),
        },
        health_check=ecs.HealthCheck(command=["CMD", "true"]),  # it has no port
        readonly_root_filesystem=True,
        stop_timeout=Duration.seconds(_STOP_SECONDS),
        logging=ecs.LogDriver.aws_logs(stream_prefix=work.name, log_group=log),
    )
