"""What an SDK of AWS raises when a service does not answer, in the terms of the ports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from botocore.exceptions import (
    ClientError,
    ConnectionError,  # noqa: A004 - botocore's
    CredentialRetrievalError,
    HTTPClientError,
    IncompleteReadError,
)

from shared.application.unavailable import Unavailable

NO_ANSWER = (ConnectionError, HTTPClientError, IncompleteReadError, CredentialRetrievalError)
"""No connection, no answer in time, half an answer; or nobody who says who we are."""

THROTTLED = {
    "ProvisionedThroughputExceeded",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "Throttling",
    "ThrottlingError",
    "ThrottlingException",
    "TooManyRequestsException",
}
"""The status of these is 400 or 429, as of much that is no throttling."""

SERVER_ERRORS = {"InternalServerError", "ServiceUnavailable"}


@contextmanager
def answering(kind: type[Unavailable] = Unavailable) -> Iterator[None]:
    """Raise `kind` where the SDK has given up on throttling, errors of the server or the network.

    Everything else is an answer and is raised as it is.
    """
    try:
        yield
    except (ClientError, *NO_ANSWER) as error:
        if is_no_answer(error):
            raise kind(str(error)) from error
        raise


def is_no_answer(error: BaseException | None) -> bool:
    """Say whether the service was away or throttled, rather than refused what it was asked."""
    if not isinstance(error, ClientError):
        return isinstance(error, NO_ANSWER)
    told: dict[str, Any] = {**error.response}
    codes = {told.get("Error", {}).get("Code")}
    codes.update(reason.get("Code") for reason in told.get("CancellationReasons", ()))
    status = told.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or bool(codes & (THROTTLED | SERVER_ERRORS))
