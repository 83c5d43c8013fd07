"""The rate limits of each route, by address and by player: counted before any store is used."""

from __future__ import annotations

from functools import lru_cache  # noqa: TID251 - at worst an address is read twice
from ipaddress import IPv6Address, IPv6Network, ip_address

from fastapi import Request
from msgspec import Struct

from shared.application.players.limit import (
    FRIENDS,
    GUESTS,
    PUBLIC,
    READS,
    REQUESTS,
    SESSIONS,
    WRITES,
    Limit,
)
from shared.kernel.players import Identity

ONE_CUSTOMER = 64
"""Bits of an IPv6 address that can tell customers apart (RFC 6177)."""


class Allowed(Struct, frozen=True):
    """The limits of an address, and of a player with a token; None without a limit.

    Some players are counted elsewhere: by `sign_up.refresh`, as the token names them, and by
    `order`, together with the orders of their sockets.
    """

    address: Limit
    player: Limit | None = None


_READ, _WRITE = Allowed(REQUESTS, READS), Allowed(REQUESTS, WRITES)
_FRIEND = Allowed(REQUESTS, FRIENDS)

ALLOWED: dict[str, Allowed] = {
    "GET /health": Allowed(PUBLIC),
    "POST /v1/guests": Allowed(GUESTS),
    "POST /v1/sessions/oidc": Allowed(SESSIONS),
    "POST /v1/sessions/refresh": Allowed(SESSIONS),
    "POST /v1/tickets": _WRITE,
    "POST /v1/commands": _WRITE,
    "GET /v1/rooms/{game}": Allowed(PUBLIC),
    "GET /v1/rooms/{game}/{room}": Allowed(PUBLIC),
    "GET /v1/rooms/{game}/{room}/facts": _READ,
    "POST /v1/rooms/{game}/{room}/reversals": _WRITE,
    "GET /v1/rooms/{game}/{room}/players/{username}": _READ,
    "GET /v1/rooms/{game}/{room}/board/top": Allowed(PUBLIC),
    "GET /v1/rooms/{game}/{room}/board/players/{username}": Allowed(PUBLIC),
    "GET /v1/rooms/{game}/{room}/board/players/{username}/steps": _READ,
    "GET /v1/rooms/{game}/{room}/board/neighbours/{username}": Allowed(PUBLIC),
    "GET /v1/overview/{game}": _READ,
    "GET /v1/overview/{game}/{room}": _READ,
    "GET /v1/streams/{stream}": _READ,
    "PUT /v1/matchmaking/{game}/{queue}": _WRITE,
    "GET /v1/matchmaking/{game}": _READ,
    "POST /v1/matchmaking/{game}/offers/{offer}": _WRITE,
    "POST /v1/matchmaking/{game}/leave": _WRITE,
    "POST /v1/economy/commands": Allowed(REQUESTS),
    "GET /v1/economy/wallet": _READ,
    "GET /v1/economy/wallet/{currency}/ledger": _READ,
    "GET /v1/economy/inventory": _READ,
    "GET /v1/economy/listings": _READ,
    "POST /v1/economy/operations": _WRITE,
    "PUT /v1/economy/currencies/{currency}": _WRITE,
    "PUT /v1/economy/catalogue/{version}": _WRITE,
    "GET /v1/economy/players/{username}/wallet": _READ,
    "GET /v1/economy/players/{username}/wallet/{currency}/ledger": _READ,
    "GET /v1/economy/players/{username}/inventory": _READ,
    "POST /v1/economy/audits": _WRITE,
    "GET /v1/economy/audits/latest": _READ,
    "GET /v1/friends": _READ,
    "PUT /v1/friends/{username}": _FRIEND,
    "POST /v1/friends/{username}/accept": _FRIEND,
    "DELETE /v1/friends/{username}": _FRIEND,
    "PUT /v1/friends/{username}/block": _FRIEND,
    "DELETE /v1/friends/{username}/block": _FRIEND,
    "GET /v1/tiers": _READ,
    "GET /v1/players/{username}": _READ,
    "POST /v1/players/{username}/freeze": _WRITE,
    "POST /v1/players/{username}/thaw": _WRITE,
    "GET /v1/players/{username}/export": _READ,
    "DELETE /v1/players/{username}": _WRITE,
    "GET /v1/letters": _READ,
    "GET /v1/letters/{letter}": _READ,
    "PUT /v1/letters/{letter}/body": _WRITE,
    "POST /v1/letters/{letter}/rehearsals": _WRITE,
    "POST /v1/letter-operations": _WRITE,
    "GET /v1/letter-operations/{operation}": _READ,
    "DELETE /v1/letter-operations/{operation}": _WRITE,
    "POST /v1/operators/sessions": Allowed(SESSIONS),
    "GET /v1/operators/me": _READ,
    "POST /v1/operators/tickets": _WRITE,
    "GET /v1/operators/acts": _READ,
    "GET /v1/operators/keys": _READ,
    "PUT /v1/operators/keys/{name}": _WRITE,
    "DELETE /v1/operators/keys/{name}": _WRITE,
    "GET /v1/operators/games": _READ,
    "GET /v1/operators/players/{who}": _READ,
    "GET /v1/operators/rooms/{game}/{room}/players": _READ,
    "GET /v1/operators/channels/{channel}": _READ,
}
"""The limits by route; a request for a route that is missing here is a fault."""


def limit_address(request: Request) -> None:
    """Raise TooFast for an address above its limit."""
    state = request.app.state
    state.check_rate(state.application, _allowed(request).address, source(request))


def limit_player(request: Request, identity: Identity) -> None:
    """Raise TooFast for a player above its limit."""
    limit = _allowed(request).player
    if limit is not None:
        state = request.app.state
        state.check_rate(state.application, limit, identity.player_id)


def _allowed(request: Request) -> Allowed:
    return ALLOWED[f"{request.method} {request.scope['route'].path_format}"]


def source(request: Request) -> str:
    """Return the address that the request came from, as the app's host saw it.

    That is API Gateway's `sourceIp`, or the connection's peer: never a header's claim.
    """
    return _customer(request.client.host if request.client else "")


@lru_cache(4096)
def _customer(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, ONE_CUSTOMER), strict=False))
    return str(address)
