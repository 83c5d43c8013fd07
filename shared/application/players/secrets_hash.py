"""How opaque secrets are stored: by their hash, so that a reader of the table can't use them."""

from __future__ import annotations

from hashlib import sha256


def hashed(secret: str) -> str:
    """SHA-256 in hexadecimal; the secrets are 128 random bits, so no salt is needed."""
    return sha256(secret.encode()).hexdigest()
