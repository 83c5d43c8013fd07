"""The protocol of one connection without any I/O: parsing, limits, and when to hang up.

`receive` takes a frame and the time and returns a step; the host carries it out and sends the
replies. A host whose processes share only a store calls `read`, has the store count the frame, and
calls `judge`.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from shared.application.players.pace import EVERY_MS, STRIKES, Counted, Pace, count
from shared.kernel.moments import milliseconds
from shared.kernel.players import Identity
from shared.wire.frames import (
    ClientFrame,
    Closing,
    Error,
    ServerFrame,
)
from shared.wire.read_frame import BadFrame, FrameReader

type Reader = FrameReader[ClientFrame]

SUPERSEDED = Closing(4001, "superseded")
TOO_MANY_STRIKES = Closing(1008, "policy")
TOO_LARGE = Closing(1009, "too_large")


class Session(Struct, frozen=True):
    """The protocol's state of a connection between two frames."""

    connection: str
    identity: Identity
    pace: Pace = Pace()


class Step(Struct, frozen=True):
    """The result of a frame: the next session state, and either a frame to act on or a reply.

    `seen` says that it is time to renew the player's presence.
    """

    session: Session
    frame: ClientFrame | None = None
    replies: tuple[ServerFrame, ...] = ()
    close: Closing | None = None
    seen: bool = False


def opened(connection: str, identity: Identity, now: datetime) -> Session:
    """Return the session of a connection that was just opened."""
    return Session(connection, identity, Pace(seen_at=milliseconds(now)))


def receive(reader: Reader, session: Session, raw: bytes | str, now: datetime) -> Step:
    """Take one frame from the client; never raises."""
    frame = read(reader, raw)
    pace, counted = count(session.pace, milliseconds(now), good=not isinstance(frame, BadFrame))
    return judge(replace(session, pace=pace), frame, counted)


def read(reader: Reader, raw: bytes | str) -> ClientFrame | BadFrame:
    """Return the parsed frame, or what is wrong with it."""
    try:
        return reader.read(raw)
    except BadFrame as bad:
        return bad


def judge(session: Session, frame: ClientFrame | BadFrame, counted: Counted) -> Step:
    """Return the step for a frame that was counted."""
    if isinstance(frame, BadFrame):
        error = Error(frame.code, frame.message, frame.frame_id)
        close = TOO_LARGE if frame.code == "too_large" else None
    elif counted.wait_ms:
        wait = round(counted.wait_ms / 1000 + 0.01, 2)  # never a moment too early
        message = f"at most {1000 // EVERY_MS} frames a second"
        error, close = Error("too_fast", message, frame.id, wait), None
    else:
        return Step(session, frame, seen=counted.seen)
    if counted.strikes >= STRIKES:
        close = close or TOO_MANY_STRIKES
    return Step(session, replies=(error,), close=close)
