"""The protocol of one connection without any I/O: parsing, limits, and when to hang up (D7).

`receive` takes a frame and the time and returns what to do; a host does it, and sends the replies.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from shared.application.ports import Identity
from shared.wire.frames import (
    ClientFrame,
    Closing,
    Error,
    ServerFrame,
)
from shared.wire.read_frame import BadFrame, decode_client

BURST = 40
"""Frames that a player may send at once."""

RATE = 10.0
"""Frames a second that a player may send on and on."""

STRIKES = 100
"""Bad or too fast frames, one forgiven with each good one, after which the host hangs up."""

SECOND = timedelta(seconds=1)
SEEN_EVERY = timedelta(minutes=4)
"""Presence is renewed well before it expires, by whatever frame comes."""

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
    seen_at: datetime | None = None


class Step(Struct, frozen=True):
    """What came of a frame: the session after it, and either a frame to act on or a reply.

    `seen` says that it is time to note again that the player is present.
    """

    session: Session
    frame: ClientFrame | None = None
    replies: tuple[ServerFrame, ...] = ()
    close: Closing | None = None
    seen: bool = False


def opened(connection: str, identity: Identity, now: datetime) -> Session:
    """Return the session of a connection that was just opened."""
    return Session(connection, identity, BURST, now, seen_at=now)


def restored(connection: str, identity: Identity, now: datetime) -> Session:
    """Return the session of a connection whose session was lost."""
    return Session(connection, identity, BURST, now)


def receive(session: Session, raw: bytes | str, now: datetime) -> Step:
    """Take one frame from the client; never raises."""
    tokens = _tokens(session, now)
    try:
        frame = decode_client(raw)
    except BadFrame as bad:
        step = _strike(
            session, max(0.0, tokens - 1), now, Error(bad.code, bad.message, bad.frame_id)
        )
        return replace(step, close=TOO_LARGE) if bad.code == "too_large" else step
    if tokens < 1:
        wait = round((1 - tokens) / RATE + 0.01, 2)  # never a moment too early
        message = f"at most {RATE:.0f} frames a second"
        return _strike(session, tokens, now, Error("too_fast", message, frame.id, wait))
    seen = session.seen_at is None or now - session.seen_at > SEEN_EVERY
    after = Session(
        session.connection,
        session.identity,
        tokens - 1,
        now,
        max(0, session.strikes - 1),
        now if seen else session.seen_at,
    )
    return Step(after, frame, seen=seen)


def _tokens(session: Session, now: datetime) -> float:
    """Return how many frames may come, after the time that has passed."""
    passed = max(0.0, (now - session.refilled_at) / SECOND)
    return min(BURST, session.tokens + passed * RATE)


def _strike(session: Session, tokens: float, now: datetime, error: Error) -> Step:
    strikes = session.strikes + 1
    after = replace(session, tokens=tokens, refilled_at=now, strikes=strikes)
    close = TOO_MANY_STRIKES if strikes >= STRIKES else None
    return Step(after, replies=(error,), close=close)
