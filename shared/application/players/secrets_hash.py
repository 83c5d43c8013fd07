"""Hashes opaque secrets before they are stored, so that a reader of the table can't use them."""

from __future__ import annotations

from hashlib import sha256


def hashed(secret: str) -> str:
    """Return the SHA-256 in hexadecimal; secrets are 128 random bits, so no salt is needed."""
    return sha256(secret.encode()).hexdigest()
