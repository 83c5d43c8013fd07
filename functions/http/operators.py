"""Routes of the operators themselves: identity, keys, and the record of acts."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from msgspec import to_builtins

from functions.http.acting import Admin
from functions.http.caller import Operator, Parts
from functions.http.errors import Problem
from shared.application.players.acts import Search, acts
from shared.application.players.operators import (
    SESSION,
    OperatorKey,
    all_keys,
    give_key,
    take_key,
)
from shared.application.players.tickets import TICKET_LIVES, issue_ticket
from shared.kernel.players import Identity, operator_identity, operator_name, role_of
from shared.wire import operators_http as w
from shared.wire.entry_http import TicketAnswer
from shared.wire.http import Limit

router = APIRouter(prefix="/v1/operators", tags=["operators"])

type Name = Annotated[w.OperatorName, Path()]


@router.post("/sessions")
def session(body: w.SessionBody, parts: Parts) -> w.SessionAnswer:
    """Sign in as an operator with a trusted issuer's identity token, which names the role."""
    name, role = parts.operator_issuers.operator(body.id_token)
    seconds = int(SESSION.total_seconds())
    token = parts.tokens.sign(operator_identity(name, role), parts.clock(), seconds)
    return w.SessionAnswer(name=name, role=role, token=token, expires_in=seconds)


@router.get("/me")
def me(parts: Parts, identity: Operator) -> w.MeAnswer:
    """Show the caller's name and role."""
    role = role_of(identity)
    assert role is not None
    return w.MeAnswer(name=operator_name(identity), role=role, stage=parts.settings.stage)


@router.post("/tickets", status_code=201)
def ticket(parts: Parts, identity: Operator) -> TicketAnswer:
    """Get a one-use ticket for a socket that can only listen. An operator may open several."""
    own = Identity(f"{identity.player_id}:{parts.new_id()}", identity.username, identity.scopes)
    url = parts.settings.need("ws_url")
    seconds = int(TICKET_LIVES.total_seconds())
    return TicketAnswer(ticket=issue_ticket(parts, own), url=url, expires_in=seconds)


@router.get("/acts")
def done(
    parts: Parts,
    _: Operator,
    by: w.Part = "",
    text: w.Part = "",
    before: Annotated[w.ActCursor | None, Query()] = None,
    limit: Limit = 50,
) -> w.ActsAnswer:
    """List the acts of operators: who did what, why, and with what outcome, the newest first."""
    found, more = acts(parts, Search(by, text, before or ""), limit)
    return w.ActsAnswer.model_validate({"acts": to_builtins(found), "before": more})


@router.get("/keys")
def keys(parts: Parts, _: Operator) -> w.OperatorsAnswer:
    """List the operators who have a key of their own."""
    return w.OperatorsAnswer(operators=[_shown(each) for each in all_keys(parts)])


@router.put("/keys/{name}")
def given(name: Name, body: w.KeyBody, parts: Parts, by: Admin) -> w.KeyAnswer:
    """Give an operator a key with a role (admin). The operator's previous key is void at once."""
    with by.act("operators.give_key", f"{name} {body.role}"):
        lives = timedelta(days=body.days)
        key, text = give_key(parts, name, body.role, lives, operator_name(by.identity))
    return w.KeyAnswer(**_shown(key).model_dump(), key=text)


@router.delete("/keys/{name}")
def taken(name: Name, parts: Parts, by: Admin) -> w.OperatorAnswer:
    """Revoke an operator's key at once (admin)."""
    with by.act("operators.take_key", name):
        key = take_key(parts, name)
        if key is None:
            raise Problem(404, "not_found", "this operator has no key")
    return _shown(key)


def _shown(key: OperatorKey) -> w.OperatorAnswer:
    return w.OperatorAnswer.model_validate(key, from_attributes=True)
