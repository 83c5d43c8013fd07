"""Identifies the caller: a player by a session token, or an operator by a key."""

from __future__ import annotations

from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader

from functions.http.errors import Problem
from functions.http.limits import limit_player
from shared.application.players.operators import MARK, named
from shared.application.players.ports import EntryRefused
from shared.kernel.players import OPERATOR_SCOPE, Identity, is_operator
from shared.runtime.bootstrap import Application

OPERATOR = Identity("operator", "operator", (OPERATOR_SCOPE,))
"""The identity of the stage's own key: programs have it, and those who give keys to operators."""


def application_of(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


CREDENTIALS = APIKeyHeader(
    name="Authorization",
    scheme_name="credentials",
    description="`Bearer <token>` of a player, or `Operator <key>`.",
    auto_error=False,
)

type Parts = Annotated[Application, Depends(application_of)]


def caller(
    request: Request, parts: Parts, authorization: Annotated[str | None, Security(CREDENTIALS)]
) -> Identity:
    """Return the caller from `Authorization: Bearer <token>` or `Authorization: Operator <key>`.

    Raise TooFast for a player above the rate limit; operators are not counted.
    """
    scheme, _, credentials = (authorization or "").partition(" ")
    match scheme.lower():
        case "bearer":
            identity = parts.tokens.verify(credentials.strip(), parts.clock())
            if not is_operator(identity):
                limit_player(request, identity)
            return identity
        case "operator":
            return _operator(parts, credentials.strip())
        case _:
            raise Problem(401, "no_token", "sign in first: Authorization: Bearer <token>")


def _operator(parts: Application, key: str) -> Identity:
    """Return the owner of a key: an operator's key has a separator, the stage's own has none."""
    if any(_is_key(parts, key, missing) for missing in (False, True)):
        return OPERATOR
    if MARK in key:
        return named(parts, key)
    raise Problem(401, "bad_operator_key", "this is no operator's key")


def _is_key(parts: Application, given: str, missing: bool) -> bool:
    """Compare in constant time with the current key, and with the one before a rotation."""
    keys = parts.operator_key.values(missing=missing)
    matches = [compare_digest(given.encode(), key.encode()) for key in keys]
    return any(matches)


type Caller = Annotated[Identity, Depends(caller)]


def somebody(
    request: Request, parts: Parts, authorization: Annotated[str | None, Security(CREDENTIALS)]
) -> Identity | None:
    """Return the caller of a public route; None without valid credentials.

    For non-public content `refused` then answers, so that a client with an expired token renews it.
    """
    try:
        return caller(request, parts, authorization)
    except (Problem, EntryRefused) as error:
        if authorization:
            request.state.refusal = error
        return None


def refused(request: Request, problem: Problem) -> Exception:
    """Return the error for hidden content: that of the invalid credentials, or else the problem."""
    error: Exception = getattr(request.state, "refusal", problem)
    return error


type Somebody = Annotated[Identity | None, Depends(somebody)]


def operator(identity: Caller) -> Identity:
    """Require an operator."""
    if not is_operator(identity):
        raise Problem(403, "not_allowed", "only an operator may do this")
    return identity


type Operator = Annotated[Identity, Depends(operator)]
