"""Sets the host names under which SDKs find the AWS APIs."""

from __future__ import annotations

from aws_cdk import Aws


def endpoints(*, ipv6_only: bool) -> dict[str, str]:
    """Return the variables that botocore and the lean client of DynamoDB read.

    A function in the VPC has only IPv6 as a way out, which only dual-stack names support. DynamoDB
    and S3 keep their plain names, which go through the VPC's gateway endpoints, over IPv4 and in
    every region. Names with the account's id are off everywhere, because the SDK only knows that
    id with some sources of credentials.
    """
    chosen = {"AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled"}
    if ipv6_only:
        chosen["AWS_USE_DUALSTACK_ENDPOINT"] = "true"
        for service in ("dynamodb", "s3"):
            plain = f"https://{service}.{Aws.REGION}.{Aws.URL_SUFFIX}"
            chosen[f"AWS_ENDPOINT_URL_{service.upper()}"] = plain
    return chosen
