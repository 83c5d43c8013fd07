"""What an SDK of AWS raises when a service does not answer, in the terms of the ports."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from shared.adapters.aws.errors import NoAnswer
from shared.application.ports import Unavailable

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
    "TransactionInProgressException",
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
    except Exception as error:
        if is_no_answer(error):
            raise kind(str(error)) from error
        raise


def is_no_answer(error: BaseException | None) -> bool:
    """Say whether the service was away or throttled, rather than refused what it was asked."""
    if _response(error) is None:
        return isinstance(error, (NoAnswer, *_no_answer_of_botocore()))
    codes = {code_of(error), *reasons_of(error)}
    return status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR or bool(
        codes & (THROTTLED | SERVER_ERRORS)
    )


def code_of(error: BaseException | None) -> str:
    """Return the code with which a service refused; nothing for any other failure."""
    return str((_response(error) or {}).get("Error", {}).get("Code", ""))


def status_of(error: BaseException | None) -> int:
    """Return the HTTP status with which a service refused; 0 for any other failure."""
    told = (_response(error) or {}).get("ResponseMetadata", {})
    return int(told.get("HTTPStatusCode", 0))


def reasons_of(error: BaseException | None) -> list[str]:
    """Return the code of each part of a cancelled transaction, in its order."""
    reasons = (_response(error) or {}).get("CancellationReasons") or ()
    return [str(reason.get("Code")) for reason in reasons]


def _response(error: BaseException | None) -> Mapping[str, Any] | None:
    """What botocore's ClientError has, and the own client's Refused likewise."""
    response = getattr(error, "response", None)
    return response if isinstance(response, Mapping) else None


def _no_answer_of_botocore() -> tuple[type[Exception], ...]:
    """No connection, no answer in time, half an answer; or nobody who says who we are.

    A process that has not imported botocore does not pay for its import to know this.
    """
    if "botocore" not in sys.modules:
        return ()
    from botocore import exceptions  # noqa: PLC0415 - as said above

    return (
        exceptions.ConnectionError,
        exceptions.HTTPClientError,
        exceptions.IncompleteReadError,
        exceptions.CredentialRetrievalError,
    )
