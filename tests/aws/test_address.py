"""Where DynamoDB is, by the variables that the templates and the SDKs set."""

from __future__ import annotations

import pytest

from shared.adapters.aws.address import AddressError, address_of, region_of, service_address

REGION = {"AWS_DEFAULT_REGION": "eu-west-1"}


@pytest.mark.parametrize(
    ("environment", "authority"),
    [
        ({}, "dynamodb.eu-west-1.amazonaws.com"),
        ({"AWS_DEFAULT_REGION": "cn-north-1"}, "dynamodb.cn-north-1.amazonaws.com.cn"),
        ({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566/"}, "127.0.0.1:4566"),
        (
            {"AWS_ENDPOINT_URL": "http://a:1", "AWS_ENDPOINT_URL_DYNAMODB": "https://b"},
            "b",
        ),
        (
            {"AWS_USE_DUALSTACK_ENDPOINT": "true", "AWS_ENDPOINT_URL_DYNAMODB": "https://b:8443"},
            "b:8443",
        ),
    ],
)
def test_dynamodb_is_where_the_environment_says(
    environment: dict[str, str], authority: str
) -> None:
    assert service_address({**REGION, **environment}, "dynamodb").authority == authority


@pytest.mark.parametrize(
    "environment",
    [
        {"AWS_USE_FIPS_ENDPOINT": "true"},
        {"AWS_USE_DUALSTACK_ENDPOINT": "true"},
        {"AWS_DEFAULT_REGION": "us-iso-east-1"},
        {"AWS_DEFAULT_REGION": ""},
        {"AWS_ENDPOINT_URL": "https://b/dynamodb"},
        {"AWS_ENDPOINT_URL": "b:4566"},
        {"AWS_ENDPOINT_URL": "http://b:port"},
        {"AWS_ENDPOINT_URL": "http://"},
    ],
)
def test_what_the_client_can_not_reach_is_named(environment: dict[str, str]) -> None:
    with pytest.raises(AddressError):
        service_address({**REGION, **environment}, "dynamodb")


def test_the_host_of_an_address_of_ipv6_is_in_brackets() -> None:
    assert address_of("http://[fd00:ec2::23]/v1").authority == "[fd00:ec2::23]"
    assert address_of("http://[::1]:4566").host == "::1"


def test_the_region_of_the_sdk_goes_before_that_of_lambda() -> None:
    assert region_of({"AWS_REGION": "eu-west-2"}) == "eu-west-2"
    assert region_of({"AWS_REGION": "eu-west-2", **REGION}) == "eu-west-1"
