"""Routes that let players in."""

from __future__ import annotations

from fastapi import APIRouter
from msgspec.structs import asdict

from functions.http.caller import Caller, Parts
from shared.application.archive.arrive import welcome
from shared.application.players.placement import Policy, place
from shared.application.players.sign_up import Grant, refresh, sign_in, sign_up
from shared.application.players.tickets import TICKET_LIVES, issue_ticket
from shared.runtime.bootstrap import Application
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


@router.post("/guests", status_code=201)
def guests(body: GuestBody, parts: Parts) -> GrantAnswer:
    """Sign up as a guest with an unused username. With a `key`, the request may be repeated."""
    return _granted(parts, sign_up(parts, body.username, key=body.key or ""))


@router.post("/sessions/oidc")
def oidc(body: OidcBody, parts: Parts) -> GrantAnswer:
    """Sign in with an identity token of a trusted issuer. The first sign-in needs a username."""
    subject = parts.oidc.subject(body.id_token)
    return _granted(parts, sign_in(parts, subject, body.username))


@router.post("/sessions/refresh")
def refreshed(body: RefreshBody, parts: Parts) -> GrantAnswer:
    """Exchange a refresh token for new tokens. The old one is valid until the new one is used."""
    return _granted(parts, refresh(parts, body.refresh_token))


@router.post("/tickets", status_code=201)
def tickets(parts: Parts, identity: Caller, body: TicketBody | None = None) -> TicketAnswer:
    """Get a one-use ticket, and the URL at which to open a socket with it to play in the room."""
    return TicketAnswer(
        ticket=issue_ticket(parts, identity),
        url=place(parts, _policy(parts.settings), (body and body.room) or ""),
        expires_in=int(TICKET_LIVES.total_seconds()),
    )


def _policy(settings: Settings) -> Policy:
    return Policy(
        settings.placement,
        settings.need("ws_url"),
        settings.gateway_url,
        settings.placement_size,
    )


def _granted(parts: Application, grant: Grant) -> GrantAnswer:
    """Let a player in once the player's rows are here; a refused player tries again."""
    welcome(parts, grant.player_id)
    return GrantAnswer(**asdict(grant))
