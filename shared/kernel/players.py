"""Who plays: what every part of Rumpus knows of a player."""

from __future__ import annotations

import re

from msgspec import Struct

MAX_NAME = 50
"""Longest username, in characters."""

USERNAME = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME}}}")
"""No letters that can't be seen, and none of other scripts that look the same."""


class Identity(Struct, frozen=True):
    """Who is at a connection."""

    player_id: str
    username: str
    scopes: tuple[str, ...] = ()


OPERATOR_SCOPE = "operator"
"""Who has it may do what operators do."""


def is_operator(identity: Identity) -> bool:
    return OPERATOR_SCOPE in identity.scopes
