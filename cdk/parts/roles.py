"""Makes roles that an AWS service may assume, only for this account."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from constructs import Construct


def service_role(
    scope: Construct, name: str, service: str, policy: str, allowed: Sequence[iam.PolicyStatement]
) -> iam.Role:
    """Make a role with one inline policy; the service may not use it for another account."""
    return iam.Role(
        scope,
        name,
        assumed_by=iam.ServicePrincipal(
            f"{service}.amazonaws.com",
            conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
        ),
        inline_policies={policy: iam.PolicyDocument(statements=allowed)},
    )
