"""Maps every known error to its HTTP answer, in one table."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from shared.application.archive.thaw import PlayerAway
from shared.application.commands.ports import StreamMoved
from shared.application.economy.ports import EconomyUnavailable
from shared.application.players.limit import TooFast
from shared.application.players.ports import EntryRefused, NameTaken
from shared.application.ports import Unavailable
from shared.archive.snapshot import BadObject
from shared.kernel.errors import CommandRefused
from shared.realtime.replies import ECONOMY_RETRY_AFTER, RETRY_AFTER
from shared.wire.read_frame import BadFrame

NOT_FOUND = {
    *(
        "unknown_game",
        "unknown_room",
        "unknown_battle",
        "unknown_stream",
        "not_found",
    ),
    *("unknown_player", "unknown_account", "unknown_item", "unknown_listing"),
    *("unknown_hold", "unknown_transaction"),
}
FORBIDDEN = {"not_allowed", "unknown_issuer"}
MALFORMED = {
    *("bad_username", "reserved_username", "username_needed", "key_used"),
    *("unknown_position", "bad_policy"),
}


class Problem(Exception):  # noqa: N818 - an answer, not a fault
    """An answer other than success."""

    headers: Mapping[str, str] = {}

    def __init__(self, status: int, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.more = more


def answer(problem: Problem) -> JSONResponse:
    error = {"code": problem.code, "message": problem.message, **problem.more}
    headers = {"Cache-Control": "no-store", **problem.headers}
    if "retry_after" in problem.more:
        headers["Retry-After"] = str(problem.more["retry_after"])
    if problem.status == 401:  # noqa: PLR2004 - RFC 9110 wants a challenge
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse({"error": error}, problem.status, headers)


def problem_of(error: Exception) -> Problem:  # noqa: C901, PLR0911, PLR0912 - one flat table
    """Return the HTTP answer for a known error; any other is a fault of ours."""
    match error:
        case Problem():
            return error
        case CommandRefused():
            return Problem(
                _refusal_status(error.reason), error.reason, "the game says no", **error.details
            )
        case NameTaken():
            return Problem(409, "name_taken", "another player has this name")
        case EntryRefused(code="issuer_unavailable"):
            return Problem(503, error.code, str(error), retry_after=RETRY_AFTER)
        case EntryRefused():
            return Problem(_entry_status(error.code), error.code, str(error))
        case PlayerAway(tier="deleted"):
            return Problem(403, "player_deleted", "this player was deleted")
        case PlayerAway():
            message = "what you have is being brought back: come again in a moment"
            return Problem(503, error.tier, message, retry_after=error.retry_seconds)
        case BadObject():
            return Problem(409, error.reason, "what is archived of this player can't be read")
        case TooFast():
            seconds = ceil(error.wait_ms / 1000)
            return Problem(429, "too_fast", "too many requests", retry_after=seconds)
        case BadFrame():
            return Problem(422, error.code, error.message)
        case StreamMoved():
            return Problem(503, "busy", "too many commands at once", retry_after=RETRY_AFTER)
        case EconomyUnavailable():
            message = "the ledger does not answer; the same key tells what came of it"
            return Problem(503, "busy", message, retry_after=ECONOMY_RETRY_AFTER)
        case Unavailable():
            return Problem(503, "busy", "a store does not answer", retry_after=RETRY_AFTER)
        case RequestValidationError():
            return Problem(422, "bad_request", "the request is malformed", where=_where(error))
        case HTTPException():
            return _of_framework(error)
        case _:
            return Problem(500, "fault", "this is our fault; try again", retry_after=RETRY_AFTER)


_CODES = {404: "not_found", 405: "method_not_allowed", 400: "bad_request"}


def _of_framework(error: HTTPException) -> Problem:
    """Keep the error's headers: RFC 9110 requires a 405 to name the allowed methods."""
    problem = Problem(error.status_code, _CODES.get(error.status_code, "error"), error.detail)
    problem.headers = error.headers or {}
    return problem


def _refusal_status(reason: str) -> int:
    if reason == "bad_key":
        return 400
    return 404 if reason in NOT_FOUND else 409


def _entry_status(code: str) -> int:
    if code in MALFORMED:
        return 400
    return 403 if code in FORBIDDEN else 401


def _where(error: RequestValidationError) -> list[dict[str, str]]:
    return [
        {"at": ".".join(str(part) for part in each["loc"]), "message": each["msg"]}
        for each in error.errors()[:10]
    ]


KNOWN = (
    *(Problem, CommandRefused, NameTaken, EntryRefused, TooFast, BadFrame, StreamMoved),
    *(PlayerAway, BadObject, Unavailable, RequestValidationError, HTTPException),
)
"""Errors that are answers, not faults."""


def install(app: FastAPI) -> None:
    """Answer the framework's own errors in the common shape."""

    async def handle(_: Request, error: Exception) -> JSONResponse:
        return answer(problem_of(error))

    app.add_exception_handler(HTTPException, handle)
