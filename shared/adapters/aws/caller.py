"""Calls a service: signs a request, sends it over a kept connection, and retries if useful."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any
from zlib import crc32

from msgspec import MsgspecError, Struct
from msgspec.json import Decoder

from shared.adapters.answering import code_of
from shared.adapters.aws.credentials import Credentials, RenewedCredentials
from shared.adapters.aws.errors import NoAnswer, Refused
from shared.adapters.aws.response import Response
from shared.adapters.aws.retry import MOST_TRIES, RetryBudget, is_worth_a_repeat
from shared.adapters.aws.signing import Message, Signer
from shared.adapters.aws.transport import Transport

_decode = Decoder(dict[str, Any]).decode

PATIENCE = timedelta(seconds=6)
"""Time after which no retry begins: so a call ends within 12 s, and a function has 15 s for a
frame."""

_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "UnrecognizedClientException"}
_CLOCK = {"InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch"}
_SKEW = timedelta(minutes=1)
"""Clock skew from which a refusal may be due to it: signatures are valid for five minutes."""


class Timing(Struct, frozen=True):
    """The process's clock and its pauses."""

    now: Callable[[], datetime]
    pause: Callable[[int], None]
    """Waits before retry 1, 2 …, with full jitter."""
    new_id: Callable[[], str]


class _Identity(Struct, frozen=True):
    """What a request was signed with: the credentials, and the correction of the clock."""

    credentials: Credentials
    skew: timedelta


class Caller:
    """Calls one service. Thread-safe."""

    def __init__(
        self,
        transport: Transport,
        signer: Signer,
        credentials: RenewedCredentials,
        timing: Timing,
    ) -> None:
        self.new_id = timing.new_id
        self._transport = transport
        self._signer = signer
        self._credentials = credentials
        self._timing = timing
        self._budget = RetryBudget()
        self._skew = timedelta()

    def call[T](
        self, message: Message, read: Callable[[Response], T], tries: int = MOST_TRIES
    ) -> T:
        """Send an idempotent request, and return the answer as parsed by `read`.

        Raise Refused for an error answer, and NoAnswer, which `read` may raise too. It retries
        where that may help, up to `tries` tries in all.
        """
        began = now = self._timing.now()
        tried, used = 0, None
        mended: set[str] = set()
        while True:
            try:
                used = _Identity(self._credentials.current(), self._skew)
                answer = read(self._send(message, used, now))
            except (NoAnswer, Refused) as error:
                code = code_of(error)
                if code not in mended and self._mend(error, used):
                    mended.add(code)
                else:
                    tried += 1
                    if tried >= tries or not self._may_repeat(error, began):
                        raise
                    self._timing.pause(tried)
                now = self._timing.now()
            else:
                self._budget.succeed()
                return answer

    def close(self) -> None:
        """Close the connections that are not in use."""
        self._transport.close()

    def _send(self, message: Message, used: _Identity, now: datetime) -> Response:
        request = self._signer.request(message, used.credentials, now + used.skew)
        response = _checked(self._transport.exchange(request, now))
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise _refusal(response)
        return response

    def _may_repeat(self, error: Exception, began: datetime) -> bool:
        return (
            is_worth_a_repeat(error)
            and self._timing.now() - began < PATIENCE
            and self._budget.spend()
        )

    def _mend(self, error: Exception, used: _Identity | None) -> bool:
        """Fix a refusal's cause on our side, and return whether it did; that retry costs no try."""
        if used is None or not isinstance(error, Refused):
            return False
        code = code_of(error)
        if code in _EXPIRED:
            return self._credentials.renewed(used.credentials) != used.credentials
        return code in _CLOCK and self._set_clock(error.date, used.skew)

    def _set_clock(self, date: str, used: timedelta) -> bool:
        """Adopt the server's clock if it is far from that of the refused request."""
        try:
            there = datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        except ValueError:
            return False
        self._skew = there - self._timing.now()
        return abs(self._skew - used) > _SKEW


def _checked(response: Response) -> Response:
    """Return the response; raise NoAnswer if its checksum does not match the body."""
    checksum = response.header(b"x-amz-crc32")
    if checksum and checksum != b"%d" % crc32(response.body):
        raise NoAnswer("the answer does not fit its x-amz-crc32")
    return response


def _refusal(response: Response) -> Refused:
    """Return an error answer as an exception: REST names it in a header, DynamoDB in the body."""
    try:
        body = _decode(response.body)
    except MsgspecError:
        body = {}  # a proxy in front of the service has answered
    named = response.header(b"x-amzn-errortype").decode("latin1") or body.get("__type")
    code = str(named or response.status).partition(":")[0].rpartition("#")[2]
    return Refused(response.status, code, body, response.header(b"date").decode("latin1"))
