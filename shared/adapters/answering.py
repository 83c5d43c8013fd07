"""Translates the errors that AWS clients raise for an unavailable service into those of ports."""

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
"""Error codes of throttling, as their status, 400 or 429, does not tell it from other errors."""

SERVER_ERRORS = {"InternalServerError", "ServiceUnavailable"}


@contextmanager
def answering(kind: type[Unavailable] = Unavailable) -> Iterator[None]:
    """Raise `kind` if the client gave up on throttling, or on errors of the server or the network.

    Every other error is an answer of the service and is raised unchanged.
    """
    try:
        yield
    except Exception as error:
        if is_no_answer(error):
            raise kind(str(error)) from error
        raise


def is_no_answer(error: BaseException | None) -> bool:
    """Return whether the service was unavailable or throttled, rather than refused the request."""
    if _response(error) is None:
        return isinstance(error, (NoAnswer, *_no_answer_of_botocore()))
    codes = {code_of(error), *reasons_of(error)}
    return status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR or bool(
        codes & (THROTTLED | SERVER_ERRORS)
    )


def code_of(error: BaseException | None) -> str:
    """Return the error code with which a service refused; empty for any other failure."""
    return str((_response(error) or {}).get("Error", {}).get("Code", ""))


def status_of(error: BaseException | None) -> int:
    """Return the HTTP status with which a service refused; 0 for any other failure."""
    told = (_response(error) or {}).get("ResponseMetadata", {})
    return int(told.get("HTTPStatusCode", 0))


def reasons_of(error: BaseException | None) -> list[str]:
    """Return the error code of each part of a cancelled transaction, in order."""
    reasons = (_response(error) or {}).get("CancellationReasons") or ()
    return [str(reason.get("Code")) for reason in reasons]


def _response(error: BaseException | None) -> Mapping[str, Any] | None:
    """Return the `response` of botocore's ClientError or of the lean client's Refused."""
    response = getattr(error, "response", None)
    return response if isinstance(response, Mapping) else None


def _no_answer_of_botocore() -> tuple[type[Exception], ...]:
    """Return botocore's errors for no connection, a timeout, half an answer or no credentials.

    A process that has not imported botocore does not pay for importing it here.
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
