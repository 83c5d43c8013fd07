"""What each thing of a template costs in a month in which nobody plays.

List prices of us-east-1 without any free tier. A kind of resource, or a property that is paid for,
that stands in neither list here is refused: a figure must not leave out what nobody looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

type Properties = Mapping[str, Any]

HOURS = 730
MINUTES = HOURS * 60
MILLIONTH = 1e-6
ADDRESS = 0.005  # of IPv4, for an hour
SECRET = 0.40
_ALARM = 0.10  # for each metric in it
_TRACKING_ALARMS = 2  # which a policy of target tracking makes for itself
# Lambda keeps five long polls of 20 s open on each queue that it reads.
_POLLS = 5 * 3 * MINUTES * MILLIONTH
# A stream asks KMS for a new key each five minutes.
_KEYS = MINUTES / 5 * 0.03 / 10_000
_CACHED_GB = 0.0000015046 * HOURS * 3600  # of a snapshot of a version, at Lambda


class UnknownPrice(Exception):  # noqa: N818 - a fact: nobody has looked up what this costs
    """Its text names what stands in a template and in no list of prices."""


def _endpoint(properties: Properties) -> float:
    zones = len(properties["SubnetIds"]) if properties["VpcEndpointType"] == "Interface" else 0
    return 0.01 * HOURS * zones


def _polls(queue: Properties) -> float:
    """Of a queue that is worked off; what is dead or failed waits for a person."""
    dollars = 0.50 if queue.get("FifoQueue") else 0.40
    return dollars * _POLLS if "RedrivePolicy" in queue else 0


def _balancer(properties: Properties) -> float:
    """With its address in each zone, as all public ones of IPv4 are paid for."""
    return (0.0225 + len(properties["Subnets"]) * ADDRESS) * HOURS


def _alarm(properties: Properties) -> float:
    """An expression is paid for by what it reads."""
    read = [each for each in properties.get("Metrics", ()) if "MetricStat" in each]
    return _ALARM * max(len(read), 1)


def _policy(properties: Properties) -> float:
    tracks = properties["PolicyType"] == "TargetTrackingScaling"
    return _ALARM * _TRACKING_ALARMS if tracks else 0


def _snapshot(function: Properties) -> float:
    """Of the newest version; the deploy deletes the one before."""
    return function["MemorySize"] / 1024 * _CACHED_GB if "SnapStart" in function else 0


PRICES: dict[str, tuple[str, Callable[[Properties], float]]] = {
    "AWS::ApplicationAutoScaling::ScalingPolicy": ("Alarms", _policy),
    "AWS::CloudWatch::Alarm": ("Alarms", _alarm),
    "AWS::EC2::NatGateway": ("NAT gateways", lambda _: 0.045 * HOURS),
    "AWS::EC2::VPCEndpoint": ("Interface endpoints", _endpoint),
    "AWS::ElastiCache::ServerlessCache": ("Valkey (0.1 GB)", lambda _: 0.1 * 0.084 * HOURS),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": ("Load balancers", _balancer),
    "AWS::KMS::Key": ("Keys", lambda _: 1.00),
    "AWS::Kinesis::Stream": ("Shards", lambda each: each["ShardCount"] * 0.015 * HOURS + _KEYS),
    "AWS::Lambda::Function": ("SnapStart", _snapshot),
    # Ten gigabytes are the least; RDS keeps the owner's password in a secret of its own.
    "AWS::RDS::DBCluster": ("Database at rest", lambda _: 10 * 0.10 + SECRET),
    "AWS::SQS::Queue": ("Polls of queues", _polls),
    "AWS::SecretsManager::Secret": ("Secrets", lambda _: SECRET),
}

COUNTED_TOGETHER = frozenset(
    {
        "AWS::ApplicationAutoScaling::ScalableTarget",
        "AWS::ECS::TaskDefinition",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::Events::Rule",
        "AWS::RDS::DBInstance",
    }
)
"""Their price depends on others: `cdk/idle_cost.py` counts them."""

FREE = frozenset(
    {
        "AWS::ApiGateway::Account",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Authorizer",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::RouteResponse",
        "AWS::ApiGatewayV2::Stage",
        "AWS::Budgets::Budget",  # without actions
        "AWS::CDK::Metadata",
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
        "AWS::ECS::Service",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::Lambda::Alias",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::LayerVersion",
        "AWS::Lambda::Permission",
        "AWS::Lambda::Version",
        "AWS::Logs::LogGroup",
        "AWS::RDS::DBClusterParameterGroup",
        "AWS::RDS::DBSubnetGroup",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::QueuePolicy",
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
"""Properties that cost unless they are so; None stands for not being there."""


def price(kind: str, properties: Properties) -> tuple[str, float]:
    """The line that a resource is counted in, and its dollars; raises UnknownPrice."""
    for name, free in _DEARER.get(kind, {}).items():
        if properties.get(name) not in (None, free):
            raise UnknownPrice(f"{name} of {kind}: look up its price, and add it to cdk/prices.py")
    if kind in PRICES:
        line, dollars = PRICES[kind]
        return line, dollars(properties)
    if kind in FREE or kind in COUNTED_TOGETHER:
        return "", 0
    raise UnknownPrice(f"{kind}: look up its price, and add it to cdk/prices.py")
