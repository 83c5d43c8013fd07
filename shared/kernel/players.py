"""Who plays: what every part of Rumpus knows of a player."""

from __future__ import annotations

import re
from typing import Annotated

from msgspec import Meta, Struct

MAX_NAME = 50
"""Longest username, in characters."""

USERNAME = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME}}}")
"""No letters that can't be seen, and none of other scripts that look the same."""

type Username = Annotated[
    str, Meta(pattern=rf"^{USERNAME.pattern}$(?!\n)", description="a player's name")
]
"""The type of a command's field that names a player: any other text is a bad frame."""


class Identity(Struct, frozen=True):
    """Who is at a connection."""

    player_id: str
    username: str
    scopes: tuple[str, ...] = ()


OPERATOR_SCOPE = "operator"
"""Who has it may do what operators do."""


def is_operator(identity: Identity) -> bool:
    return OPERATOR_SCOPE in identity.scopes
