"""A third-party program on Fargate as a single task, which a deploy stops and starts anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_servicediscovery as discovery
from constructs import Construct

from cdk.config import Config, Size
from cdk.parts.logs import log_group
from cdk.parts.network import PUBLIC
from cdk.parts.tasks import lone_definition

_STOP_SECONDS = 120  # the most that Fargate waits


class LoneTask(Construct):
    """A service whose task has a name in the cluster's DNS zone; `run` sets its image.

    `entered` means that operators may open a tunnel to it, and from it to other tasks.
    """

    def __init__(
        self,
        scope: Construct,
        name: str,
        config: Config,
        *,
        cluster: ecs.Cluster,
        size: Size,
        allowed: Sequence[iam.PolicyStatement],
        entered: bool = False,
    ) -> None:
        super().__init__(scope, name)
        self._name = name
        self._config = config
        self._definition = lone_definition(self, config.named(name), size, allowed)
        self.group = ec2.SecurityGroup(
            self, "Group", vpc=cluster.vpc, description=f"The task of {name}"
        )
        ecs.FargateService(
            self,
            "Service",
            service_name=config.named(name),
            cluster=cluster,
            task_definition=self._definition,
            desired_count=1,
            min_healthy_percent=0,
            max_healthy_percent=100,
            vpc_subnets=ec2.SubnetSelection(subnet_type=PUBLIC),
            assign_public_ip=True,  # its way out; nothing may come in
            security_groups=[self.group],
            enable_execute_command=entered,
            circuit_breaker=ecs.DeploymentCircuitBreaker(rollback=True),
            cloud_map_options=ecs.CloudMapOptions(
                name=name,
                dns_record_type=discovery.DnsRecordType.A,
                dns_ttl=Duration.seconds(10),
            ),
            propagate_tags=ecs.PropagatedTagSource.SERVICE,
        )

    def run(
        self,
        image: ecs.ContainerImage,
        *,
        environment: Mapping[str, str],
        command: Sequence[str] = (),
        secrets: Mapping[str, ecs.Secret] | None = None,
    ) -> None:
        """Let the task run an image, with a log group of its own."""
        self._definition.add_container(
            self._name,
            image=image,
            command=list(command) or None,
            environment=dict(environment),
            secrets=dict(secrets or {}) or None,
            stop_timeout=Duration.seconds(_STOP_SECONDS),
            logging=ecs.LogDriver.aws_logs(
                stream_prefix=self._name,
                log_group=log_group(
                    self, f"/aws/ecs/{self._config.named(self._name)}", self._config
                ),
            ),
        )
