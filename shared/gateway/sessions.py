"""Keeps sessions between frames, for a host whose processes share only the disposable store."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from msgspec import DecodeError
from msgspec.json import decode, encode

from shared.application.connect import SESSION_MS, SUPERSEDED_MARK, Parts, is_live, session_key
from shared.application.ports import CacheUnavailable, Coordination, Identity
from shared.gateway.session import Session, restored


def find(parts: Parts, connection: str, identity: Identity, now: datetime) -> Session | None:
    """Return the connection's session, a fresh one if it was lost; None for a superseded one."""
    held = None
    with suppress(CacheUnavailable):
        held = parts.coordination.get(session_key(connection))
    if held == SUPERSEDED_MARK:
        return None
    if held is not None:
        with suppress(DecodeError):
            return decode(held, type=Session)
    return restored(connection, identity, now) if is_live(parts, connection, identity) else None


def keep(coordination: Coordination, session: Session) -> None:
    """Keep a session for the next frame; without the store the next frame starts afresh."""
    with suppress(CacheUnavailable):
        coordination.put(session_key(session.connection), encode(session), SESSION_MS)
