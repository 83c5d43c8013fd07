"""Makes the policy statements and variables of a workload, for all runtimes."""

from __future__ import annotations

from aws_cdk import aws_iam as iam

from cdk import rights
from cdk.config import Config
from cdk.grants import Permit
from cdk.loki_files import loki_url
from cdk.parts.resource_refs import ResourceRefs
from shared.workload_kinds import Workload


def statements(workload: Workload, resources: ResourceRefs) -> list[iam.PolicyStatement]:
    """Return a statement for each permit on resources that the stage has."""
    return [
        iam.PolicyStatement(
            actions=list(each.actions),
            resources=list(resources.arns[each.thing]),
            conditions=_conditions(each, resources),
        )
        for each in rights.permits(workload)
        if resources.arns[each.thing]
    ]


def _conditions(permit: Permit, resources: ResourceRefs) -> dict[str, dict[str, list[str]]] | None:
    if permit.of:
        return {"ArnEquals": {"lambda:FunctionArn": list(resources.arns[permit.of])}}
    if permit.attributes:
        return {"ForAllValues:StringEquals": {"dynamodb:Attributes": list(permit.attributes)}}
    return None


def environment(workload: Workload, resources: ResourceRefs, config: Config) -> dict[str, str]:
    """Return the environment variables of a workload."""
    values = {
        **resources.values,
        "RUMPUS_STAGE": config.stage,
        "RUMPUS_WORKLOAD": workload.name,
        "RUMPUS_TRACE_SHARE": f"{config.trace_share:g}",
        "RUMPUS_AWS_CLIENT": config.aws_client,
        "RUMPUS_API_DOCS": "true" if config.api_docs else "false",
        "RUMPUS_PLACEMENT": config.placement.choice,
        "RUMPUS_PLACEMENT_SIZE": str(config.placement.size),
        "RUMPUS_COLD_AFTER_DAYS": f"{config.cold_after_days:g}",
        "RUMPUS_LOKI_URL": loki_url(config),
        "RUMPUS_OTLP_URL": config.otlp.url,
        "RUMPUS_OTLP_SECRET": config.otlp.secret,
        "RUMPUS_REWARD_GUESTS": "true" if config.reward_guests else "false",
    }
    return {name: values[name] for name in rights.environment(workload)}
