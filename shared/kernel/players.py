"""Who plays, and who runs what is played: what every part of Rumpus knows of them."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

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

OperatorRole = Literal["look", "support", "admin"]
"""What an operator may do; each role may do all that those before it may."""

OPERATOR_ROLES: tuple[OperatorRole, ...] = get_args(OperatorRole)


def is_operator(identity: Identity) -> bool:
    return OPERATOR_SCOPE in identity.scopes


def operator_identity(name: str, role: OperatorRole) -> Identity:
    """Return an operator who is known by name, as no player can have the id or the username."""
    scopes = (OPERATOR_SCOPE, f"{OPERATOR_SCOPE}:{role}")
    return Identity(f"{OPERATOR_SCOPE}:{name}", f"${name}", scopes)


def operator_name(identity: Identity) -> str:
    """Return the name that an operator is known by."""
    return identity.username.removeprefix("$")


def role_of(identity: Identity) -> OperatorRole | None:
    """Return an operator's role; the holder of the stage's own key is nobody by name, and admin."""
    if not is_operator(identity):
        return None
    named = (role for role in OPERATOR_ROLES if f"{OPERATOR_SCOPE}:{role}" in identity.scopes)
    return next(named, "admin")


def may(identity: Identity, needed: OperatorRole) -> bool:
    """Whether somebody has a role, or one that may do more."""
    role = role_of(identity)
    return role is not None and OPERATOR_ROLES.index(role) >= OPERATOR_ROLES.index(needed)
