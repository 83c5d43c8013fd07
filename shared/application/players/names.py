"""The rules for usernames: visible, unique in any case, and never seeming to be the stage's."""

from __future__ import annotations

RESERVED = (
    *("admin", "administrator", "mod", "moderator", "official", "operator", "owner"),
    *("root", "rumpus", "server", "staff", "support", "system"),
)
_LOOKS = str.maketrans("0134578i", "oleastbl", "-_")


def folded(username: str) -> str:
    """Return the name in folded case: no two players may share it."""
    return username.lower()


def looks(username: str) -> str:
    """Return an equal text for look-alike names; names are ASCII, so a few letters suffice."""
    return folded(username).translate(_LOOKS).replace("rn", "m").replace("vv", "w")


_RESERVED = frozenset(map(looks, RESERVED))


def is_reserved(username: str) -> bool:
    """Whether the name is, or looks like, one reserved for those who speak for the stage."""
    return looks(username) in _RESERVED
