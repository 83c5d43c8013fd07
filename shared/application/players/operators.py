"""Named operators: each has a key of its own, with a role and an end.

The stage's own key makes the first of them. A key is stored as its hash, so it is shown once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from shared.application.players.ports import EntryRefused, Ports
from shared.application.players.secrets_hash import hashed
from shared.application.ports import Listed
from shared.kernel.players import MAX_NAME, USERNAME, Identity, OperatorRole, operator_identity
from shared.kernel.typed import converter

KIND, GROUP = "operator", "operators"
MARK = "."
"""Separator of name and secret in an operator's key; the stage's own key has none."""

SESSION = timedelta(hours=1)
"""Lifetime of an operator's session that began with an OIDC provider's token."""


class OperatorKey(Struct, frozen=True):
    """An operator's key; it is void after `ends` even if nobody revokes it."""

    name: str
    role: OperatorRole
    key_hash: str
    given_by: str
    given_at: datetime
    ends: datetime


_read_key = converter(OperatorKey)


def give_key(
    ports: Ports, name: str, role: OperatorRole, lives: timedelta, by: str
) -> tuple[OperatorKey, str]:
    """Return a new key of an operator and its secret text; an earlier key becomes void."""
    if not USERNAME.fullmatch(name):
        raise EntryRefused("bad_username", f"a name has 1 to {MAX_NAME} of A-Z, a-z, 0-9, _ and -")
    secret, now = ports.new_id(), ports.clock()
    key = OperatorKey(name, role, hashed(secret), by, now, now + lives)
    _put(ports, key, is_listed=True)
    return key, f"{name}{MARK}{secret}"


def take_key(ports: Ports, name: str) -> OperatorKey | None:
    """Revoke an operator's key; return None for an operator without one."""
    found = _get(ports, name)
    if found is not None:
        found = replace(found, ends=min(found.ends, ports.clock()))
        _put(ports, found, is_listed=False)
    return found


def named(ports: Ports, key: str) -> Identity:
    """Return the identity that a key belongs to, or raise EntryRefused; costs one read."""
    name, _, secret = key.partition(MARK)
    found = _get(ports, name) if USERNAME.fullmatch(name) else None
    if found is None or found.key_hash != hashed(secret) or found.ends <= ports.clock():
        raise EntryRefused("bad_operator_key", "this is no operator's key, or it is void")
    return operator_identity(found.name, found.role)


def all_keys(ports: Ports) -> Iterator[OperatorKey]:
    """Yield the keys that were not revoked, in order of name."""
    for view in ports.views.listed(GROUP):
        yield _read_key(view)


def _get(ports: Ports, name: str) -> OperatorKey | None:
    view = ports.views.get(KIND, name)
    return None if view is None else _read_key(view)


def _put(ports: Ports, key: OperatorKey, *, is_listed: bool) -> None:
    place = Listed(GROUP, key.name) if is_listed else None
    ports.views.put(KIND, key.name, key, listed=place)
