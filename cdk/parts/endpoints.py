"""Under which names the SDKs find the AWS APIs."""

from __future__ import annotations

from aws_cdk import Aws


def endpoints(*, ipv6_only: bool) -> dict[str, str]:
    """Return the variables that botocore and the own client of DynamoDB read.

    A function in the VPC has no way out but IPv6, which only the dual-stack names speak. DynamoDB
    and S3 keep their plain names: those go through the VPC's gateway endpoints, over IPv4 and in
    every region. Names with the account's id are off everywhere, because whether the SDK knows
    that id depends on where its credentials come from.
    """
    chosen = {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled"}
    if ipv6_only:
        chosen["AWS_USE_DUALSTACK_ENDPOINT"] = "true"
        for service in ("dynamodb", "s3"):
            plain = f"https://{service}.{Aws.REGION}.{Aws.URL_SUFFIX}"
            chosen[f"AWS_ENDPOINT_URL_{service.upper()}"] = plain
    return chosen
