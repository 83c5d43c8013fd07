"""Identity tokens of OIDC providers, checked against the keys that they publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jwt

from shared.adapters.tokens.discovery import IssuerUnavailable, is_private
from shared.adapters.tokens.issuer_keys import IssuerKeys
from shared.application.players.ports import EntryRefused

ALGORITHMS = ["RS256", "ES256"]

LEEWAY_SECONDS = 30
"""How far an issuer's clock may be from ours."""


class Oidc:
    """`issuers` maps each trusted issuer's URL to our audience there; no other is asked.

    Raises ValueError for an issuer whose keys would travel in the clear, other than on loopback.
    """

    def __init__(self, issuers: Mapping[str, str], clock: Callable[[], float]) -> None:
        for issuer in issuers:
            if not is_private(issuer):
                raise ValueError(f"{issuer}: an issuer of identity tokens must be behind https")
        self._issuers = issuers
        self._keys = {issuer: IssuerKeys(issuer, clock) for issuer in issuers}

    def subject(self, id_token: str) -> str:
        """Return `issuer|subject` of a valid token, or raise EntryRefused."""
        try:
            issuer = str(jwt.decode(id_token, options={"verify_signature": False}).get("iss", ""))
            audience = self._issuers.get(issuer)
            if audience is None:
                raise EntryRefused("unknown_issuer", "this issuer's players are not let in")
            claims = jwt.decode(
                id_token,
                self._keys[issuer].get(str(jwt.get_unverified_header(id_token).get("kid"))),
                ALGORITHMS,
                audience=audience,
                issuer=issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
        except IssuerUnavailable as error:
            raise EntryRefused("issuer_unavailable", "the issuer does not answer") from error
        except (jwt.PyJWTError, RecursionError, TypeError, ValueError, OverflowError) as error:
            raise EntryRefused("bad_id_token", "the identity token is not valid") from error
        return f"{issuer}|{claims['sub']}"
