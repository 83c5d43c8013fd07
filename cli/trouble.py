"""What the library of players can raise, as a sentence."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import httpx

from cli.failure import Failed
from cli.outside import shown
from cli.wording import REASONS, cause, reason_text
from client import Closed, ProtocolError, Refused, RumpusError, Superseded

TROUBLE = (Failed, RumpusError, httpx.HTTPError, httpx.InvalidURL, TimeoutError)
"""All that can come of a call; anything else is a bug."""


def played[T](play: Coroutine[Any, Any, T]) -> T:
    """Do to its end what a player does; raises Failed for all that can come of a call."""
    try:
        return asyncio.run(play)
    except TROUBLE as error:
        raise Failed(trouble_text(error)) from error


def trouble_text(error: BaseException) -> str:
    """Say it to a person; what a stage has said in it is safe to show."""
    return shown(str(error) if isinstance(error, Failed) else _text(error))


def _text(error: BaseException) -> str:  # noqa: PLR0911 - one flat table
    match error:
        case Refused():
            return reason_text(error.reason)
        case ProtocolError() if error.code in REASONS:
            return REASONS[error.code]
        case ProtocolError(code="http"):
            return f"What answers is no Rumpus: {error.message}."
        case ProtocolError():
            message = error.message.rstrip(".")
            return f"{message[:1].upper()}{message[1:]} ({error.code})."
        case Superseded():
            return "You have logged in elsewhere, so this connection is over."
        case Closed():
            return f"The connection is closed: {error}."
        case TimeoutError() | httpx.TimeoutException():
            return "The stage does not answer in time."
        case _:
            return _unreached(error)


def _unreached(error: BaseException) -> str:
    if not isinstance(error, httpx.RequestError):
        return f"The stage can't be reached: {cause(error)}."
    url = error.request.url
    return f"Nobody answers at {url.scheme}://{url.netloc.decode()}: {cause(error)}."
