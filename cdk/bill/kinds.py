"""Computes what each kind of resource uses in a month without players.

A kind or a paid property that is in no list here is refused: a bill must not leave out a price that
nobody has looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cdk.bill.stage import Properties, UnknownPrice
from cdk.bill.use import HOURS, MINUTES, SECONDS, Use, used

_TRACKING_ALARMS = 2  # which a policy of target tracking makes for itself
# Lambda keeps five long polls of 20 s open on each queue that it reads.
_POLLS = 5 * 3 * MINUTES
_NEW_KEY_MINUTES = 5  # after which a stream asks KMS again
_LEAST_CACHE_GB = 0.1
_LEAST_DATABASE_GB = 10
_HERE = "cdk/bill/kinds.py"

type Counted = Callable[[Properties], Iterator[Use]]


def _endpoint(properties: Properties) -> Iterator[Use]:
    zones = len(properties["SubnetIds"]) if properties["VpcEndpointType"] == "Interface" else 0
    return used("interface endpoints", {"endpoint": HOURS * zones})


def _polls(queue: Properties) -> Iterator[Use]:
    """Yield the polls of a queue with a worker; dead letters and failed records wait for people."""
    rate = "sqs.fifo_request" if queue.get("FifoQueue") else "sqs.request"
    if "RedrivePolicy" in queue:
        yield Use("polls of queues", rate, _POLLS)


def _balancer(properties: Properties) -> Iterator[Use]:
    """Yield a load balancer's uses, with its public IPv4 address in each zone."""
    addresses = len(properties["Subnets"]) * HOURS
    return used("load balancer", {"balancer.hour": HOURS, "address": addresses})


def _alarm(properties: Properties) -> Iterator[Use]:
    """Yield an alarm's uses; a metric expression is charged by the metrics it reads."""
    read = [each for each in properties.get("Metrics", ()) if "MetricStat" in each]
    return used("alarms", {"alarm": max(len(read), 1)})


def _policy(properties: Properties) -> Iterator[Use]:
    tracks = properties["PolicyType"] == "TargetTrackingScaling"
    return used("alarms", {"alarm": _TRACKING_ALARMS if tracks else 0})


def _snapshot(function: Properties) -> Iterator[Use]:
    """Yield the snapshot of a function's newest version; the deploy deletes the previous one."""
    gigabytes = function["MemorySize"] / 1024 if "SnapStart" in function else 0
    return used("snapshots of functions", {"lambda.snapshot": gigabytes * SECONDS})


def _stream(stream: Properties) -> Iterator[Use]:
    keys = MINUTES / _NEW_KEY_MINUTES
    return used("streams", {"kinesis.shard": stream["ShardCount"] * HOURS, "key.request": keys})


def _cache(_: Properties) -> Iterator[Use]:
    return used("cache", {"valkey.storage": _LEAST_CACHE_GB * HOURS})


def _database(_: Properties) -> Iterator[Use]:
    """Yield the secret in which RDS keeps the owner's password."""
    return used("database", {"aurora.storage": _LEAST_DATABASE_GB, "secret": 1})


COUNTED: dict[str, Counted] = {
    "AWS::ApplicationAutoScaling::ScalingPolicy": _policy,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::EC2::NatGateway": lambda _: used("NAT gateways", {"nat.hour": HOURS}),
    "AWS::EC2::VPCEndpoint": _endpoint,
    "AWS::ElastiCache::ServerlessCache": _cache,
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _balancer,
    "AWS::KMS::Key": lambda _: used("keys", {"key": 1}),
    "AWS::Kinesis::Stream": _stream,
    "AWS::Lambda::Function": _snapshot,
    "AWS::RDS::DBCluster": _database,
    "AWS::ServiceDiscovery::PrivateDnsNamespace": lambda _: used("private names", {"zone": 1}),
    "AWS::SQS::Queue": _polls,
    "AWS::SecretsManager::Secret": lambda _: used("secrets", {"secret": 1}),
}

COUNTED_TOGETHER = frozenset(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::Events::Rule",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::RDS::DBInstance",
    }
)
"""Kinds whose price depends on other resources; `cdk/bill/idle.py` and `cdk/bill/sinks.py` count
them."""

FREE = frozenset(
    {
        "AWS::ApiGateway::Account",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Authorizer",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::RouteResponse",
        "AWS::ApiGatewayV2::Stage",
        "AWS::Athena::WorkGroup",  # while nobody asks: then by the bytes of each question
        "AWS::Budgets::Budget",  # without actions
        "AWS::CDK::Metadata",
        "AWS::CloudFront::CachePolicy",
        "AWS::CloudFront::Distribution",  # without visitors
        "AWS::CloudFront::OriginAccessControl",
        "AWS::CloudFront::ResponseHeadersPolicy",
        "AWS::CloudWatch::Dashboard",  # the first three of an account
        "AWS::DynamoDB::Table",  # on demand, a few kilobytes
        "AWS::EC2::EgressOnlyInternetGateway",
        "AWS::EC2::InternetGateway",
        "AWS::EC2::Route",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupIngress",
        "AWS::EC2::Subnet",
        "AWS::EC2::SubnetRouteTableAssociation",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCCidrBlock",
        "AWS::EC2::VPCGatewayAttachment",
        "AWS::ECS::Cluster",
        "AWS::ECS::ClusterCapacityProviderAssociations",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::FIS::ExperimentTemplate",  # while none runs: then 10 cents a minute of an action
        "AWS::Glue::Database",
        "AWS::Glue::Table",  # the first million of an account
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::Lambda::Alias",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Version",
        "AWS::Logs::LogGroup",
        "AWS::Logs::SubscriptionFilter",
        "AWS::RDS::DBClusterParameterGroup",
        "AWS::RDS::DBSubnetGroup",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
        "AWS::ServiceDiscovery::Service",  # without health checks of Route 53
        "Custom::CDKBucketDeployment",
        "Custom::Trigger",
    }
)

_DEARER: Mapping[str, Mapping[str, Any]] = {
    "AWS::DynamoDB::Table": {"SSESpecification": {"SSEEnabled": False}},  # else requests to KMS
    "AWS::ECS::Cluster": {"ClusterSettings": None},  # Container Insights
    "AWS::Lambda::Alias": {"ProvisionedConcurrencyConfig": None},
    "AWS::Lambda::EventSourceMapping": {"ProvisionedPollerConfig": None},
    "AWS::Lambda::Version": {"ProvisionedConcurrencyConfig": None},
    "AWS::RDS::DBCluster": {"EnablePerformanceInsights": None, "DatabaseInsightsMode": None},
    "AWS::RDS::DBInstance": {"EnablePerformanceInsights": None, "MonitoringInterval": None},
}
"""Properties that cost extra unless they have these values; None means absent."""


def counted(kind: str, properties: Properties) -> Iterator[Use]:
    """Yield what a resource uses without players; raise UnknownPrice."""
    for name, free in _DEARER.get(kind, {}).items():
        if properties.get(name) not in (None, free):
            raise UnknownPrice(f"{name} of {kind}: look up its price, and add it to {_HERE}")
    if kind in COUNTED:
        yield from COUNTED[kind](properties)
    elif kind not in FREE | COUNTED_TOGETHER:
        raise UnknownPrice(f"{kind}: look up its price, and add it to {_HERE}")
