"""DynamoDB for the path of a command: botocore's calls and answers at a twentieth of their price.

Requests and answers are DynamoDB's own JSON, whose names botocore's keywords are. Binary values
are not turned into bytes; Rumpus stores none. See docs/decisions/0022-own-dynamodb-client.md for
why this is our own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from zlib import crc32

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder, encode

from shared.adapters.answering import code_of
from shared.adapters.aws.credentials import Credentials, RenewedCredentials
from shared.adapters.aws.errors import NoAnswer, Refused
from shared.adapters.aws.response import Response
from shared.adapters.aws.retry import MOST_TRIES, RetryBudget, is_worth_a_repeat
from shared.adapters.aws.signing import Signer
from shared.adapters.aws.transport import Transport

_decode = Decoder(dict[str, Any]).decode

PATIENCE = timedelta(seconds=6)
"""No repeat begins later, so that a call ends within 12 s: a function has 15 s for a frame."""

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException"}
_CLOCK = {"InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch"}
_SKEW = timedelta(minutes=1)
"""Signatures are good for five minutes; a smaller difference is not why one is refused."""


class Timing(Struct, frozen=True):
    """Time and chance, as the process has them."""

    now: Callable[[], datetime]
    pause: Callable[[int], None]
    """Waits before repeat 1, 2 …, with full jitter."""
    new_id: Callable[[], str]


class _Identity(Struct, frozen=True):
    """What a request was signed with: who we are, and how far our clock is off."""

    credentials: Credentials
    skew: timedelta


class DynamoDb:
    """A client that threads share.

    A call raises Refused for an answer that is an error, and NoAnswer; both after at most three
    tries, and those only where a repeat may help. Every request here may be sent twice: a
    transaction has a token, and a conditional put that finds its own item is the caller's to tell.
    """

    def __init__(
        self,
        transport: Transport,
        region: str,
        credentials: RenewedCredentials,
        timing: Timing,
    ) -> None:
        self._signer = Signer(transport.address.authority, region)
        self._transport = transport
        self._credentials = credentials
        self._timing = timing
        self._budget = RetryBudget()
        self._skew = timedelta()

    def put_item(self, **request: Any) -> dict[str, Any]:
        return self._call("PutItem", request)

    def delete_item(self, **request: Any) -> dict[str, Any]:
        return self._call("DeleteItem", request)

    def query(self, **request: Any) -> dict[str, Any]:
        return self._call("Query", request)

    def batch_execute_statement(self, **request: Any) -> dict[str, Any]:
        return self._call("BatchExecuteStatement", request)

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
        request.setdefault("ClientRequestToken", self._timing.new_id())
        return self._call("TransactWriteItems", request)

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._transport.close()

    def _call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        body, began = encode(request), self._timing.now()
        now, tries, used = began, 0, None
        mended: set[str] = set()
        while True:
            try:
                used = _Identity(self._credentials.current(), self._skew)
                answer = self._send(operation, body, used, now)
            except (NoAnswer, Refused) as error:
                code = code_of(error)
                if code not in mended and self._mend(error, used):
                    mended.add(code)
                else:
                    tries += 1
                    if not self._may_repeat(error, tries, began):
                        raise
                    self._timing.pause(tries)
                now = self._timing.now()
            else:
                self._budget.succeed()
                return answer

    def _send(self, operation: str, body: bytes, used: _Identity, now: datetime) -> dict[str, Any]:
        request = self._signer.request(operation, body, used.credentials, now + used.skew)
        response = _checked(self._transport.exchange(request, now))
        if response.status != HTTPStatus.OK:
            raise _refusal(response)
        try:
            return _decode(response.body)
        except MsgspecError as error:
            raise NoAnswer(f"the answer is not DynamoDB's: {error}") from error

    def _may_repeat(self, error: Exception, tries: int, began: datetime) -> bool:
        return (
            tries < MOST_TRIES
            and is_worth_a_repeat(error)
            and self._timing.now() - began < PATIENCE
            and self._budget.spend()
        )

    def _mend(self, error: Exception, used: _Identity | None) -> bool:
        """Remove the cause of a refusal that lies with us; such a repeat is no further try."""
        if used is None or not isinstance(error, Refused):
            return False
        code = code_of(error)
        if code in _EXPIRED:
            return self._credentials.renewed(used.credentials) != used.credentials
        return code in _CLOCK and self._set_clock(error.date, used.skew)

    def _set_clock(self, date: str, used: timedelta) -> bool:
        """Go by the server's clock, if it is far from that of the refused request."""
        try:
            there = datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        except ValueError:
            return False
        self._skew = there - self._timing.now()
        return abs(self._skew - used) > _SKEW


def _checked(response: Response) -> Response:
    """Return the response; raise NoAnswer if it is not what was sent."""
    checksum = response.header(b"x-amz-crc32")
    if checksum and checksum != b"%d" % crc32(response.body):
        raise NoAnswer("the answer does not fit its x-amz-crc32")
    return response


def _refusal(response: Response) -> Refused:
    try:
        body = _decode(response.body)
    except MsgspecError:
        body = {}  # of whatever stands before DynamoDB
    code = str(body.get("__type") or response.status).rpartition("#")[2]
    return Refused(response.status, code, body, response.header(b"date").decode("latin1"))
