"""Makes task definitions: on ARM processors, with a role of the workload's own."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from constructs import Construct

from cdk.config import Config, Size
from cdk.parts.roles import service_role
from shared.workload_kinds import Workload


def task_definition(
    scope: Construct,
    workload: Workload,
    config: Config,
    *,
    allowed: Sequence[iam.PolicyStatement],
    cpu: int,
    memory_mb: int,
) -> ecs.FargateTaskDefinition:
    """Define the tasks of a workload, without a container; `cpu` is in 1024ths of a processor."""
    return lone_definition(scope, config.named(workload.name), Size(cpu, memory_mb), allowed)


def lone_definition(
    scope: Construct, family: str, size: Size, allowed: Sequence[iam.PolicyStatement]
) -> ecs.FargateTaskDefinition:
    """Define tasks of any program, without a container."""
    role = service_role(scope, "Role", "ecs-tasks", "workload", allowed)
    return ecs.FargateTaskDefinition(
        scope,
        "Task",
        family=family,
        cpu=size.cpu,
        memory_limit_mib=size.memory_mb,
        runtime_platform=ecs.RuntimePlatform(
            cpu_architecture=ecs.CpuArchitecture.ARM64,
            operating_system_family=ecs.OperatingSystemFamily.LINUX,
        ),
        task_role=role.without_policy_updates(),
    )


def external_definition(
    scope: Construct, family: str, allowed: Sequence[iam.PolicyStatement]
) -> ecs.ExternalTaskDefinition:
    """Define tasks for own machines, without a container; they only run on ARM machines.

    Such a task has no network of its own (`bridge`), and its container sets its size.
    """
    role = service_role(scope, "Role", "ecs-tasks", "workload", allowed)
    definition = ecs.ExternalTaskDefinition(
        scope, "Task", family=family, task_role=role.without_policy_updates()
    )
    definition.add_placement_constraint(
        ecs.PlacementConstraint.member_of("attribute:ecs.cpu-architecture == arm64")
    )
    return definition
