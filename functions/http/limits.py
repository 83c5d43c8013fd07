"""Who is counted: a player by its id, and who has none yet by its address."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Annotated

from fastapi import Depends, Request

from functions.http.caller import OPERATOR, Caller, Parts
from shared.application.limit import GUESTS, READS, WRITES, check_rate
from shared.application.ports import Identity

ONE_CUSTOMER = 64
"""Bits of an IPv6 address that tell customers apart at most (RFC 6177)."""


def limit_guests(parts: Parts, request: Request) -> None:
    """Raise TooFast for an address that many sign up from."""
    check_rate(parts, GUESTS, source(request))


def writer(parts: Parts, identity: Caller) -> Identity:
    """Return who calls, or raise TooFast."""
    check_rate(parts, WRITES, identity.player_id)
    return identity


type Writer = Annotated[Identity, Depends(writer)]


def limit_reads(parts: Parts, identity: Caller) -> None:
    """Raise TooFast for a player who reads much; operators are not counted."""
    if identity != OPERATOR:
        check_rate(parts, READS, identity.player_id)


def source(request: Request) -> str:
    """Return the address that the request came from, as the host of the app saw it."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, ONE_CUSTOMER), strict=False))
    return str(address)
