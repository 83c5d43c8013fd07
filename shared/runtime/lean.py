"""Makes the lean AWS clients for the environment of this process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from shared.adapters.aws.address import (
    Address,
    address_of,
    region_of,
    service_address,
)
from shared.adapters.aws.caller import Caller, Timing
from shared.adapters.aws.credential_sources import fetch_credentials
from shared.adapters.aws.credentials import EARLY, Credentials, RenewedCredentials
from shared.adapters.aws.dynamodb import DynamoDb
from shared.adapters.aws.errors import NoCredentials
from shared.adapters.aws.management_api import ManagementApi
from shared.adapters.aws.s3 import S3Puts, S3Signer
from shared.adapters.aws.signing import Signer
from shared.adapters.aws.transport import Transport
from shared.runtime import clock

_SDK_ASKED_AGAIN = timedelta(minutes=1)


def dynamodb(environment: Mapping[str, str] = os.environ) -> DynamoDb:
    """Return a client, which neither connects nor fetches credentials before its first call.

    Raise AddressError if the environment has neither an endpoint of DynamoDB nor a region.
    """
    return DynamoDb(_caller("dynamodb", service_address(environment, "dynamodb"), environment))


def s3_puts(environment: Mapping[str, str] = os.environ) -> S3Puts:
    """Return a client, which neither connects nor fetches credentials before its first call.

    Raise AddressError if the environment has neither an endpoint of S3 nor a region.
    """
    address = service_address(environment, "s3")
    signer = S3Signer(address.authority, region_of(environment), "s3")
    return S3Puts(_caller_with(signer, address, environment))


def management_api(url: str, environment: Mapping[str, str] = os.environ) -> ManagementApi:
    """Return a client of the stage at a URL; it does not connect before its first call.

    Raise AddressError for an invalid URL, and for an environment without a region.
    """
    caller = _caller("execute-api", address_of(url), environment)
    return ManagementApi(caller, urlsplit(url).path)


def _caller(service: str, address: Address, environment: Mapping[str, str]) -> Caller:
    signer = Signer(address.authority, region_of(environment), service)
    return _caller_with(signer, address, environment)


def _caller_with(signer: Signer, address: Address, environment: Mapping[str, str]) -> Caller:
    return Caller(
        Transport(address, environment.get("AWS_CA_BUNDLE")),
        signer,
        RenewedCredentials(partial(fetch_credentials, environment, of_sdk), clock.now),
        Timing(clock.now, clock.pause, clock.new_id),
    )


def of_sdk() -> Credentials:
    """Return credentials of a profile, SSO, a web identity or an instance, which the SDK renews.

    The caller asks for them every minute. Raise NoCredentials if there are none.
    """
    from shared.runtime.aws import session  # noqa: PLC0415 - half a second, only where it is needed

    found = session().get_credentials()
    if found is None:
        raise NoCredentials("neither the environment, a container nor the SDK has credentials")
    frozen = found.get_frozen_credentials()
    asked_again = clock.now() + EARLY + _SDK_ASKED_AGAIN
    return Credentials(
        str(frozen.access_key), str(frozen.secret_key), frozen.token or "", asked_again
    )
