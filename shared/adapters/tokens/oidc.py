"""Validates identity tokens of OIDC providers against the keys that they publish."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jwt

from shared.adapters.tokens.discovery import IssuerUnavailable, is_private
from shared.adapters.tokens.issuer_keys import IssuerKeys
from shared.application.players.ports import EntryRefused
from shared.kernel.players import OPERATOR_ROLES, USERNAME, OperatorRole

ALGORITHMS = ["RS256", "ES256"]

ROLE_CLAIM = "rumpus_role"
"""The claim of an identity token that holds an operator's role."""

LEEWAY_SECONDS = 30
"""Seconds by which an issuer's clock may differ from ours."""


class Oidc:
    """`issuers` maps each trusted issuer's URL to our audience there; no other issuer is asked.

    Raises ValueError for an issuer whose keys would travel unencrypted, except on loopback.
    """

    def __init__(self, issuers: Mapping[str, str], clock: Callable[[], float]) -> None:
        for issuer in issuers:
            if not is_private(issuer):
                raise ValueError(f"{issuer}: an issuer of identity tokens must be behind https")
        self._issuers = issuers
        self._keys = {issuer: IssuerKeys(issuer, clock) for issuer in issuers}

    def subject(self, id_token: str) -> str:
        """Return `issuer|subject` of a valid token, or raise EntryRefused."""
        claims = self._claims(id_token)
        return f"{claims['iss']}|{claims['sub']}"

    def operator(self, id_token: str) -> tuple[str, OperatorRole]:
        """Return the name and the role in the claims of a valid token.

        The name is `preferred_username`, or else `sub`. Raise EntryRefused for a token without a
        role: so whoever controls the issuer's claims decides who is an operator.
        """
        claims = self._claims(id_token)
        said = claims.get(ROLE_CLAIM)
        role = next((each for each in OPERATOR_ROLES if each == said), None)
        if role is None:
            raise EntryRefused("not_allowed", f"the identity token has no role in {ROLE_CLAIM}")
        name = str(claims.get("preferred_username") or claims["sub"])
        if not USERNAME.fullmatch(name):
            raise EntryRefused("bad_username", "the identity token has no name that can be kept")
        return name, role

    def _claims(self, id_token: str) -> dict[str, object]:
        try:
            issuer = str(jwt.decode(id_token, options={"verify_signature": False}).get("iss", ""))
            audience = self._issuers.get(issuer)
            if audience is None:
                raise EntryRefused("unknown_issuer", "this issuer's players are not let in")
            claims: dict[str, object] = jwt.decode(
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
        return claims
