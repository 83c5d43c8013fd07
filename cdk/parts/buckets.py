"""Makes buckets: encrypted, TLS only, never public; versioned unless easily made again."""

from __future__ import annotations

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_s3 as s3
from constructs import Construct

from cdk.config import Config


def bucket_name(name: str, config: Config) -> str:
    """Return a bucket's name with account and region, as names of buckets are global."""
    local = config.named(name.lower())
    return local if config.emulated else f"{local}-{Aws.ACCOUNT_ID}-{Aws.REGION}"


def private_bucket(
    scope: Construct,
    name: str,
    config: Config,
    *lifecycle: s3.LifecycleRule,
    durable: bool,
    versioned: bool = True,
) -> s3.Bucket:
    return s3.Bucket(
        scope,
        name,
        bucket_name=bucket_name(name, config),
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        versioned=versioned,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
        lifecycle_rules=list(lifecycle),
        removal_policy=RemovalPolicy.RETAIN if durable else RemovalPolicy.DESTROY,
    )
