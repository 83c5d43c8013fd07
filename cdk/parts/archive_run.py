"""The archive's hourly pass as a task of its own, for a first crowd: started by hand, on Spot.

It needs no service: it ends when nobody is due, or when its budget is spent, and whoever starts it
again goes on where it was. So a task that Spot takes away has lost nothing.
"""

from __future__ import annotations

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from constructs import Construct

from cdk.config import Config
from cdk.parts.endpoints import endpoints
from cdk.parts.logs import log_group
from cdk.parts.network import PUBLIC, VpcPlacement
from cdk.parts.resource_refs import ResourceRefs
from cdk.parts.statements import environment, statements
from cdk.parts.tasks import task_definition
from shared.workloads import workload

MAIN = "functions.scheduled.archive"
_VCPU, _MEMORY_MB = 1024, 2048
_CONNECTIONS = 4
"""To the database, of the ten that no deploy gives away: one reads and takes rows at a time."""
_STOP_SECONDS = 120  # what Spot leaves to a task: batches that were begun end


class ArchiveRun(Construct):
    """A task definition with the rights of the workload `archive`, and where to start it.

    The stacks that have its subnets and security groups tell them: a stack must not tell what it
    imports.
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
        self._config = config
        self._resources = resources
        self._define(image)
        self._tell(placement)

    def _define(self, image: ecs.ContainerImage) -> None:
        work = self._work
        definition = task_definition(
            self,
            work,
            self._config,
            allowed=statements(work, self._resources),
            cpu=_VCPU,
            memory_mb=_MEMORY_MB,
        )
        definition.add_container(
            work.name,
            image=image,
            command=[MAIN],
            environment={
                **environment(work, self._resources, self._config),
                **endpoints(ipv6_only=False),
                "RUMPUS_DATABASE_CONNECTIONS": str(_CONNECTIONS),
            },
            health_check=ecs.HealthCheck(command=["CMD", "true"]),  # it listens for nobody
            readonly_root_filesystem=True,
            stop_timeout=Duration.seconds(_STOP_SECONDS),
            logging=ecs.LogDriver.aws_logs(
                stream_prefix=work.name,
                log_group=log_group(
                    self, f"/aws/ecs/{self._config.named(work.name)}", self._config
                ),
            ),
        )

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
