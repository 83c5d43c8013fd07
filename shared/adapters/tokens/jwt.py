"""Session tokens as JWTs, signed with a secret that may be rotated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import jwt

from shared.application.entry_ports import EntryRefused
from shared.application.ports import Identity

ALGORITHM = "HS256"
ISSUER = "rumpus"
_KEY_ID = re.compile(r"[0-9a-f]{12}")


class JwtTokens:
    """Signs with the first of the secrets that `load` returns and accepts all of them.

    A token of a key that is not known yet makes it load again, so a rotation needs no restart.
    """

    def __init__(self, load: Callable[[], Sequence[str]]) -> None:
        self._load = load
        self._keys: dict[str, str] = {}
        self._signing = ""
        self._reload()

    def sign(self, identity: Identity, now: datetime, seconds: int) -> str:
        claims = {
            "iss": ISSUER,
            "sub": identity.player_id,
            "name": identity.username,
            "scope": " ".join(identity.scopes),
            "iat": now,
            "exp": now + timedelta(seconds=seconds),
        }
        key = self._keys[self._signing]
        return jwt.encode(claims, key, ALGORITHM, headers={"kid": self._signing})

    def verify(self, token: str, now: datetime) -> Identity:
        try:
            key = self._key(str(jwt.get_unverified_header(token).get("kid")))
            claims = jwt.decode(
                token,
                key,
                [ALGORITHM],
                issuer=ISSUER,
                options={"require": ["exp", "sub", "name"], "verify_exp": False},
            )
        except (jwt.InvalidTokenError, KeyError) as error:
            raise EntryRefused("bad_token", "the token is not one of ours") from error
        if now.timestamp() >= claims["exp"]:
            raise EntryRefused("token_expired", "the token has expired: refresh it")
        return Identity(claims["sub"], claims["name"], tuple(claims["scope"].split()))

    def _key(self, key_id: str) -> str:
        if key_id not in self._keys and _KEY_ID.fullmatch(key_id):
            self._reload()
        return self._keys[key_id]

    def _reload(self) -> None:
        secrets = self._load()
        self._keys = {_key_id(secret): secret for secret in secrets}
        self._signing = _key_id(secrets[0])


def _key_id(secret: str) -> str:
    return sha256(b"key id of " + secret.encode()).hexdigest()[:12]
