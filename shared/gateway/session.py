"""The protocol of one connection without any I/O: parsing, limits, and when to hang up (D7).

`receive` takes a frame and the time and returns what to do; a host does it, and sends the replies.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from shared.application.ports import Identity
from shared.wire.frames import (
    BadFrame,
    ClientFrame,
    Closing,
    Error,
    ServerFrame,
    Subscribe,
    Unsubscribe,
    decode_client,
)

BURST = 40
"""Frames that a player may send at once."""

RATE = 10.0
"""Frames a second that a player may send on and on."""

STRIKES = 20
"""Bad or too fast frames, one forgiven with each good one, after which the host hangs up."""

SUPERSEDED = Closing(4001, "superseded")
TOO_MANY_STRIKES = Closing(1008, "policy")
TOO_LARGE = Closing(1009, "too_large")
FAULT = Closing(1011, "fault")


class Session(Struct, frozen=True):
    """What the protocol knows of a connection between two frames."""

    connection: str
    identity: Identity
    tokens: float
    refilled_at: datetime
    strikes: int = 0
    presence: tuple[str, ...] = ()


class Step(Struct, frozen=True):
    """What came of a frame: the session after it, and either a frame to act on or a reply."""

    session: Session
    frame: ClientFrame | None = None
    replies: tuple[ServerFrame, ...] = ()
    close: Closing | None = None


def opened(connection: str, identity: Identity, now: datetime) -> Session:
    """Return the session of a connection that was just opened."""
    return Session(connection, identity, BURST, now)


def receive(session: Session, raw: bytes | str, now: datetime) -> Step:
    """Take one frame from the client; never raises."""
    session = _refill(session, now)
    if session.tokens < 1:
        wait = round((1 - session.tokens) / RATE, 2)
        error = Error("too_fast", f"at most {RATE:.0f} frames a second", retry_after=wait)
        return _strike(session, error)
    session = replace(session, tokens=session.tokens - 1)
    try:
        frame = decode_client(raw)
    except BadFrame as bad:
        step = _strike(session, Error(bad.code, bad.message, bad.frame_id))
        return replace(step, close=TOO_LARGE) if bad.code == "too_large" else step
    session = replace(session, strikes=max(0, session.strikes - 1))
    return Step(_with_presence(session, frame), frame)


def _refill(session: Session, now: datetime) -> Session:
    passed = max(0.0, (now - session.refilled_at) / timedelta(seconds=1))
    return replace(session, tokens=min(BURST, session.tokens + passed * RATE), refilled_at=now)


def _strike(session: Session, error: Error) -> Step:
    session = replace(session, strikes=session.strikes + 1)
    close = TOO_MANY_STRIKES if session.strikes >= STRIKES else None
    return Step(session, replies=(error,), close=close)


def _with_presence(session: Session, frame: ClientFrame) -> Session:
    match frame:
        case Subscribe(channel=channel) if channel.startswith("presence-"):
            present = dict.fromkeys((*session.presence, channel))
            return replace(session, presence=tuple(present))
        case Unsubscribe(channel=channel):
            left = tuple(each for each in session.presence if each != channel)
            return replace(session, presence=left)
        case _:
            return session
