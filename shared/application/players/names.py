"""Which names a player may have: seen whole, told apart, and nobody's who speaks for the stage."""

from __future__ import annotations

RESERVED = (
    *("admin", "administrator", "mod", "moderator", "official", "operator", "owner"),
    *("root", "rumpus", "server", "staff", "support", "system"),
)
_LOOKS = str.maketrans("0134578i", "oleastbl", "-_")


def folded(username: str) -> str:
    """Return what no two players may share: the name whatever its case."""
    return username.lower()


def looks(username: str) -> str:
    """Return the same text for names that look alike: names are ASCII, so a few letters do."""
    return folded(username).translate(_LOOKS).replace("rn", "m").replace("vv", "w")


_RESERVED = frozenset(map(looks, RESERVED))


def is_reserved(username: str) -> bool:
    """Whether the name is, or looks like, one of those that speak for the stage."""
    return looks(username) in _RESERVED
