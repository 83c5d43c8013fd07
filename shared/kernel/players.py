"""Players and operators: the identities, names and roles that every part of Rumpus knows."""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct

MAX_NAME = 50
"""Longest username, in characters."""

USERNAME = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME}}}")
"""A valid username: no invisible letters, and none of other scripts that look like ASCII."""

type Username = Annotated[
    str, Meta(pattern=rf"^{USERNAME.pattern}$(?!\n)", description="a player's name")
]
"""The type of a command's field that names a player; any other text makes a bad frame."""


class Identity(Struct, frozen=True):
    """The identity behind a connection or a request."""

    player_id: str
    username: str
    scopes: tuple[str, ...] = ()


OPERATOR_SCOPE = "operator"
"""Scope that makes its holder an operator."""

OperatorRole = Literal["look", "support", "admin"]
"""The roles of operators; each role includes the rights of those before it."""

OPERATOR_ROLES: tuple[OperatorRole, ...] = get_args(OperatorRole)


def is_operator(identity: Identity) -> bool:
    return OPERATOR_SCOPE in identity.scopes


def operator_identity(name: str, role: OperatorRole) -> Identity:
    """Return the identity of a named operator; no player can have its id or username."""
    scopes = (OPERATOR_SCOPE, f"{OPERATOR_SCOPE}:{role}")
    return Identity(f"{OPERATOR_SCOPE}:{name}", f"${name}", scopes)


def operator_name(identity: Identity) -> str:
    """Return the name of an operator."""
    return identity.username.removeprefix("$")


def role_of(identity: Identity) -> OperatorRole | None:
    """Return an operator's role; the holder of the stage's own key has no name and is admin."""
    if not is_operator(identity):
        return None
    named = (role for role in OPERATOR_ROLES if f"{OPERATOR_SCOPE}:{role}" in identity.scopes)
    return next(named, "admin")


def may(identity: Identity, needed: OperatorRole) -> bool:
    """Whether an identity has a role, or one that includes it."""
    role = role_of(identity)
    return role is not None and OPERATOR_ROLES.index(role) >= OPERATOR_ROLES.index(needed)
