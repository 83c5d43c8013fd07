"""Who calls: a player with a session token, or an operator with the key."""

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
"""Who has the stage's own key: programs, and who gives others theirs."""


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
    """Return who calls; `Authorization: Bearer <token>` or `Authorization: Operator <key>`.

    Raise TooFast for a player who asks too often; operators are not counted.
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
    """Return whose key it is: the stage's own has no mark in it, and those of operators have."""
    if any(_is_key(parts, key, missing) for missing in (False, True)):
        return OPERATOR
    if MARK in key:
        return named(parts, key)
    raise Problem(401, "bad_operator_key", "this is no operator's key")


def _is_key(parts: Application, given: str, missing: bool) -> bool:
    """Compare in constant time with the key, and with the one before a rotation."""
    keys = parts.operator_key.values(missing=missing)
    matches = [compare_digest(given.encode(), key.encode()) for key in keys]
    return any(matches)


type Caller = Annotated[Identity, Depends(caller)]


def somebody(
    request: Request, parts: Parts, authorization: Annotated[str | None, Security(CREDENTIALS)]
) -> Identity | None:
    """Return who asks on a public route; None for somebody without credentials that hold.

    What is not public is refused by `refused`: a client whose token has expired renews it.
    """
    try:
        return caller(request, parts, authorization)
    except (Problem, EntryRefused) as error:
        if authorization:
            request.state.refusal = error
        return None


def refused(request: Request, problem: Problem) -> Exception:
    """Return why nothing is shown: the credentials that did not hold, or else the problem."""
    error: Exception = getattr(request.state, "refusal", problem)
    return error


type Somebody = Annotated[Identity | None, Depends(somebody)]


def operator(identity: Caller) -> Identity:
    """Let operators through and nobody else."""
    if not is_operator(identity):
        raise Problem(403, "not_allowed", "only an operator may do this")
    return identity


type Operator = Annotated[Identity, Depends(operator)]
