"""The own client of DynamoDB, as the environment of this process wants it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from shared.adapters.aws.address import dynamodb_address, region_of
from shared.adapters.aws.credential_sources import fetch_credentials
from shared.adapters.aws.credentials import EARLY, Credentials, RenewedCredentials
from shared.adapters.aws.dynamodb import DynamoDb, Timing
from shared.adapters.aws.errors import NoCredentials
from shared.adapters.aws.transport import Transport
from shared.runtime import clock

_SDK_ASKED_AGAIN = timedelta(minutes=1)


def dynamodb(environment: Mapping[str, str] = os.environ) -> DynamoDb:
    """Return a client; nothing is connected or fetched until its first call.

    Raises AddressError for an environment that says neither where DynamoDB nor which region it is.
    """
    return DynamoDb(
        Transport(dynamodb_address(environment), environment.get("AWS_CA_BUNDLE")),
        region_of(environment),
        RenewedCredentials(partial(fetch_credentials, environment, of_sdk), clock.now),
        Timing(clock.now, clock.pause, clock.new_id),
    )


def of_sdk() -> Credentials:
    """Return credentials of a profile, SSO, a web identity or an instance, which the SDK renews.

    They are asked for every minute; raises NoCredentials where there are none.
    """
    from shared.runtime.aws import session  # noqa: PLC0415 - half a second, for those who need it

    found = session().get_credentials()
    if found is None:
        raise NoCredentials("neither the environment, a container nor the SDK has credentials")
    frozen = found.get_frozen_credentials()
    asked_again = clock.now() + EARLY + _SDK_ASKED_AGAIN
    return Credentials(
        str(frozen.access_key), str(frozen.secret_key), frozen.token or "", asked_again
    )
