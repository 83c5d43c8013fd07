"""Identity tokens of OIDC providers, checked against the keys that they publish."""

from __future__ import annotations

from collections.abc import Mapping

import jwt

from shared.application.entry_ports import EntryRefused

ALGORITHMS = ["RS256", "ES256"]
TIMEOUT_SECONDS = 3


class Oidc:
    """`issuers` maps each trusted issuer's URL to our audience there; no other is asked."""

    def __init__(self, issuers: Mapping[str, str]) -> None:
        self._issuers = issuers
        self._keys: dict[str, jwt.PyJWKClient] = {}

    def subject(self, id_token: str) -> str:
        """Return `issuer|subject` of a valid token, or raise EntryRefused."""
        try:
            issuer = str(jwt.decode(id_token, options={"verify_signature": False}).get("iss", ""))
            audience = self._issuers.get(issuer)
            if audience is None:
                raise EntryRefused("unknown_issuer", "this issuer's players are not let in")
            claims = jwt.decode(
                id_token,
                self._keys_of(issuer).get_signing_key_from_jwt(id_token),
                ALGORITHMS,
                audience=audience,
                issuer=issuer,
                options={"require": ["exp", "sub", "aud", "iss"]},
            )
        except jwt.PyJWTError as error:
            raise EntryRefused(
                "bad_id_token", f"the identity token is not valid: {error}"
            ) from error
        return f"{issuer}|{claims['sub']}"

    def _keys_of(self, issuer: str) -> jwt.PyJWKClient:
        """Keys are fetched from the usual place under the issuer and kept five minutes."""
        if issuer not in self._keys:
            url = f"{issuer.rstrip('/')}/.well-known/jwks.json"
            self._keys[issuer] = jwt.PyJWKClient(url, lifespan=300, timeout=TIMEOUT_SECONDS)
        return self._keys[issuer]
