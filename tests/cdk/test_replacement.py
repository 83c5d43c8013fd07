"""What CloudFormation replaces rather than changes, as it was when somebody last looked.

A difference fails until tests/cdk/replacement.json says the same: read docs/updates.md first. Which
properties replace is said by the schemas of CloudFormation that come with cfn-lint.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cfnlint.schema.manager import (
    PROVIDER_SCHEMA_MANAGER,
)

from tests.cdk.synthesized import Synthesized

_SNAPSHOT = Path(__file__).with_name("replacement.json")
_REGION = "us-east-1"

_KEPT = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::DynamoDB::Table",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::ECS::Cluster",
    "AWS::ECS::Service",
    "AWS::ElastiCache::ServerlessCache",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::EventSourceMapping",
    "AWS::RDS::DBCluster",
    "AWS::RDS::DBInstance",
    "AWS::RDS::DBSubnetGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
}
"""They hold something, or others know their address. Another may be replaced at any time."""

_BESIDES = {
    "AWS::DynamoDB::Table": {"GlobalSecondaryIndexes"},  # an update makes or drops one at most
    "AWS::SecretsManager::Secret": {"GenerateSecretString"},  # another makes another secret
}


def _replacing(kind: str) -> set[str]:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, kind).schema
    paths = (
        *schema.get("createOnlyProperties", ()),
        *schema.get("conditionalCreateOnlyProperties", ()),
    )
    return {path.split("/")[2] for path in paths} | _BESIDES.get(kind, set())


def _resources(template: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] in _KEPT:
            found = resource.get("Properties", {})
            fixed = {key: found[key] for key in _replacing(resource["Type"]) if key in found}
            yield f"{resource['Type']} {name}", fixed


def _exports(template: Mapping[str, Any]) -> list[str]:
    outputs = template.get("Outputs", {}).values()
    return sorted(each["Export"]["Name"] for each in outputs if "Export" in each)


def _taken(stage: Synthesized) -> dict[str, Any]:
    return {
        name: {"exports": _exports(template), "resources": dict(_resources(template))}
        for name, template in stage.templates.items()
    }


def test_nothing_is_replaced_that_nobody_looked_at(prod: Synthesized, tmp_path: Path) -> None:
    now = json.dumps(_taken(prod), indent=1, sort_keys=True) + "\n"
    made = tmp_path / _SNAPSHOT.name
    made.write_text(now)
    assert now == _SNAPSHOT.read_text(), f"read docs/updates.md, then: cp {made} {_SNAPSHOT}"
