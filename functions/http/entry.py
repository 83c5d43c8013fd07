"""Routes that let players in."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response
from msgspec.structs import asdict

from functions.http.caller import Parts
from functions.http.limits import Writer, limit_guests
from shared.application.placement import Policy, place
from shared.application.sign_up import Grant, refresh, sign_in, sign_up
from shared.application.tickets import TICKET_LIVES, issue_ticket
from shared.runtime.settings import Settings
from shared.wire.entry_http import (
    GrantAnswer,
    GuestBody,
    OidcBody,
    RefreshBody,
    TicketAnswer,
    TicketBody,
)

router = APIRouter(prefix="/v1", tags=["entry"])


@router.post("/guests", status_code=201, dependencies=[Depends(limit_guests)])
def guests(body: GuestBody, parts: Parts, response: Response) -> GrantAnswer:
    """Sign up as a guest under a free username."""
    return _granted(sign_up(parts, body.username), response)


@router.post("/sessions/oidc")
def oidc(body: OidcBody, parts: Parts, response: Response) -> GrantAnswer:
    """Trade an identity token of a trusted issuer; the first time needs a username."""
    subject = parts.oidc.subject(body.id_token)
    return _granted(sign_in(parts, subject, body.username), response)


@router.post("/sessions/refresh")
def refreshed(body: RefreshBody, parts: Parts, response: Response) -> GrantAnswer:
    """Trade a refresh token for a new pair; it is good until the new one is used."""
    return _granted(refresh(parts, body.refresh_token), response)


@router.post("/tickets", status_code=201)
def tickets(
    parts: Parts, identity: Writer, response: Response, body: TicketBody | None = None
) -> TicketAnswer:
    """Get a one-use ticket, and where to open a socket with it to play that battle."""
    response.headers["Cache-Control"] = "no-store"
    return TicketAnswer(
        ticket=issue_ticket(parts, identity),
        url=place(parts, _policy(parts.settings), (body and body.battle) or ""),
        expires_in=int(TICKET_LIVES.total_seconds()),
    )


def _policy(settings: Settings) -> Policy:
    return Policy(
        settings.placement,
        settings.need("ws_url"),
        settings.gateway_url,
        settings.placement_size,
    )


def _granted(grant: Grant, response: Response) -> GrantAnswer:
    response.headers["Cache-Control"] = "no-store"
    return GrantAnswer(**asdict(grant))
