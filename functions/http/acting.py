"""Guards acts of operators: checks the role, and records who did what, why, and the outcome."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated, NamedTuple
from urllib.parse import unquote

from fastapi import Depends, Request

from functions.http.caller import OPERATOR, Operator, Parts
from functions.http.errors import Problem, problem_of
from shared.application.players.acts import acting
from shared.kernel.players import Identity, OperatorRole, may, role_of
from shared.runtime.bootstrap import Application

WHY = "Rumpus-Why"
"""The header with an operator's reason, percent-encoded, as headers are limited to ASCII."""

LONGEST_WHY = 500


class Acting(NamedTuple):
    """An operator who may act, and the reason; both are recorded with the outcome."""

    parts: Application
    identity: Identity
    why: str

    def act(self, what: str, about: str, why: str = "") -> AbstractContextManager[None]:
        """Record the act before the block and its outcome afterwards; raise `reason_needed`."""
        reason = (why or self.why)[:LONGEST_WHY]
        if not reason and self.identity != OPERATOR:
            raise Problem(400, "reason_needed", f"say why you do this: {WHY}")
        return acting(self.parts, self.identity, what, about, reason, _outcome_of)


def need(identity: Identity, role: OperatorRole) -> None:
    """Require the role or a higher one of an operator."""
    if not may(identity, role):
        message = f"this needs the role {role}"
        raise Problem(403, "role_needed", message, needed=role, role=role_of(identity))


def why_of(request: Request) -> str:
    return unquote(request.headers.get(WHY, ""))


def _acting(role: OperatorRole) -> Callable[[Parts, Operator, Request], Acting]:
    def check(parts: Parts, identity: Operator, request: Request) -> Acting:
        need(identity, role)
        return Acting(parts, identity, why_of(request))

    return check


def _outcome_of(error: Exception) -> str:
    return problem_of(error).code


type Supporter = Annotated[Acting, Depends(_acting("support"))]
"""An operator who may change one player's data, by new facts, and redrive letters."""

type Admin = Annotated[Acting, Depends(_acting("admin"))]
"""An operator who may do all: create and stop rooms, discard letters, give keys to others."""
