"""Issues and reads session tokens as JWTs, signed with a secret that may be rotated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache  # noqa: TID251 - at worst a token is read twice
from hashlib import sha256
from typing import Annotated, Literal, Protocol

import jwt
from msgspec import DecodeError, Meta, Struct
from msgspec.json import Decoder

from shared.application.players.ports import EntryRefused, TicketAhead
from shared.kernel.players import Identity

ALGORITHM = "HS256"
ISSUER, TICKET_ISSUER = "rumpus", "rumpus/ticket"
"""Issuers of session tokens and of tickets, so that one is never accepted as the other."""

KEPT = 8192
"""Maximum tokens in a process's cache: a player sends the same one for a quarter of an hour."""

type Named = Annotated[str, Meta(min_length=1)]


class Claims(Struct, frozen=True):
    """The claims of a session token; though signed, they are validated like any input.

    `exp` is compared with the caller's clock, not the library's. `iat` is ignored, as the signer's
    clock may be ahead.
    """

    iss: Literal["rumpus"]
    sub: Named
    name: Named
    scope: str
    exp: int


_read_claims = Decoder(Claims).decode


class TicketClaims(Struct, frozen=True):
    """The claims of a ticket; `until` and `exp` are seconds since 1970."""

    iss: Literal["rumpus/ticket"]
    jti: Named
    sub: Named
    name: Named
    scope: str
    exp: int
    until: int


_read_ticket_claims = Decoder(TicketClaims).decode


_NO_TOKEN = (jwt.PyJWTError, LookupError, DecodeError, ValueError, RecursionError)


class Secret(Protocol):
    """A secret's values, the one to sign with first; `missing` looks for a rotation."""

    def values(self, *, missing: bool = False) -> Sequence[str]: ...


class JwtTokens:
    """Signs with the first value of the secret and accepts all of them."""

    def __init__(self, secret: Secret) -> None:
        self._secret = secret

    def sign(self, identity: Identity, now: datetime, seconds: int) -> str:
        claims = {
            "iss": ISSUER,
            "sub": identity.player_id,
            "name": identity.username,
            "scope": " ".join(identity.scopes),
            "iat": now,
            "exp": now + timedelta(seconds=seconds),
        }
        return self._encoded(claims)

    def verify(self, token: str, now: datetime) -> Identity:
        try:
            claims = self._claims(token)
        except _NO_TOKEN as error:
            raise EntryRefused("bad_token", "the token is not one of ours") from error
        if now.timestamp() >= claims.exp:
            raise EntryRefused("token_expired", "the token has expired: refresh it")
        return Identity(claims.sub, claims.name, tuple(claims.scope.split()))

    def sign_ticket(self, ticket: TicketAhead) -> str:
        claims = {
            "iss": TICKET_ISSUER,
            "jti": ticket.id,
            "sub": ticket.identity.player_id,
            "name": ticket.identity.username,
            "scope": " ".join(ticket.identity.scopes),
            "exp": int(ticket.expires.timestamp()),
            "until": int(ticket.until.timestamp()),
        }
        return self._encoded(claims)

    def verify_ticket(self, text: str, now: datetime) -> TicketAhead:
        try:
            claims = _read_ticket_claims(self._trying(_payload, text))
        except _NO_TOKEN as error:
            raise EntryRefused("bad_ticket", "the ticket is not one of ours") from error
        if now.timestamp() >= claims.exp:
            raise EntryRefused("bad_ticket", "the ticket has expired")
        who = Identity(claims.sub, claims.name, tuple(claims.scope.split()))
        expires, until = (datetime.fromtimestamp(each, UTC) for each in (claims.exp, claims.until))
        return TicketAhead(claims.jti, who, expires, until)

    def _encoded(self, claims: Mapping[str, object]) -> str:
        key = self._secret.values()[0]
        return jwt.encode(dict(claims), key, ALGORITHM, headers={"kid": _key_id(key)})

    def _claims(self, token: str) -> Claims:
        return self._trying(_signed, token)

    def _trying[T](self, read: Callable[[str, tuple[str, ...]], T], text: str) -> T:
        """Read a text with the known secrets; if none fits, look for a rotation and try again."""
        try:
            return read(text, tuple(self._secret.values()))
        except LookupError:
            return read(text, tuple(self._secret.values(missing=True)))


@lru_cache(KEPT)
def _signed(token: str, secrets: tuple[str, ...]) -> Claims:
    """Return the claims of a token that one of the secrets has signed; cache only those.

    Raise LookupError for an unknown secret, and what the library raises.
    """
    return _read_claims(_payload(token, secrets))


def _payload(token: str, secrets: tuple[str, ...]) -> bytes:
    keys = {_key_id(secret): secret for secret in secrets}
    key = keys[str(jwt.get_unverified_header(token).get("kid"))]
    payload: bytes = jwt.PyJWS().decode(token, key, [ALGORITHM])
    return payload


def _key_id(secret: str) -> str:
    return sha256(b"key id of " + secret.encode()).hexdigest()[:12]
