"""What a duty's role allows, wherever it lives."""

from __future__ import annotations

from aws_cdk import aws_iam as iam

from cdk import grants
from cdk.config import Config
from cdk.parts.estate import Estate
from shared.duties import Duty


def statements(duty: Duty, estate: Estate) -> list[iam.PolicyStatement]:
    """A statement for each permit on things that the stage has."""
    return [
        iam.PolicyStatement(actions=list(each.actions), resources=list(estate.arns[each.thing]))
        for each in grants.permits(duty)
        if estate.arns[each.thing]
    ]


def environment(duty: Duty, estate: Estate, config: Config) -> dict[str, str]:
    """The variables that a duty is given."""
    values = {
        **estate.values,
        "RUMPUS_STAGE": config.stage,
        "RUMPUS_AWS_CLIENT": config.aws_client,
        "RUMPUS_API_DOCS": "true" if config.api_docs else "false",
        "RUMPUS_PLACEMENT": config.placement.choice,
        "RUMPUS_PLACEMENT_SIZE": str(config.placement.size),
        "RUMPUS_REWARD_GUESTS": "true" if config.reward_guests else "false",
    }
    return {name: values[name] for name in grants.environment(duty)}
