"""Does what a frame asks for and says what came of it: the same bytes from every host."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from shared.application.channels import channel_request as channels
from shared.application.channels import subscribe as listening
from shared.application.channels.ports import ConnectionGone
from shared.application.commands.ports import Deferred, StreamMoved
from shared.application.economy.order import Parts as Ordering
from shared.application.economy.order import order
from shared.application.economy.ports import EconomyUnavailable
from shared.application.parts import HasHandle
from shared.application.players.limit import TooFast
from shared.application.ports import Overloaded
from shared.application.unavailable import Unavailable
from shared.kernel.errors import CommandRefused
from shared.realtime.session import Session
from shared.wire import frames as f
from shared.wire.commands import CommandFrame, CommandFrames
from shared.wire.read_frame import BadFrame

RETRY_AFTER = 1.0
"""Seconds after which a command may be tried again that found its streams too busy."""

ECONOMY_RETRY_AFTER = 2.0
"""Seconds after which the economy may be asked again, which did not answer."""


class Parts(channels.Parts, HasHandle, Ordering, Protocol):
    """What performing needs of the application."""

    @property
    def frames(self) -> CommandFrames: ...


def perform(
    parts: Parts,
    session: Session,
    frame: f.ClientFrame,
    now: datetime,
    on_fault: Callable[[Exception], None],
) -> f.ServerFrame | None:
    """Return the reply; None when it was sent already, in order with messages that follow it.

    Raises ConnectionGone; whatever else goes wrong becomes a frame.
    """
    try:
        return _perform(parts, session, frame, now)
    except ConnectionGone:
        raise
    except Exception as error:  # noqa: BLE001 - the edge: told to the player, maybe as a fault
        return reply_to(frame.id, error, on_fault)


def reply_to(  # noqa: C901, PLR0911 - one flat table
    frame_id: str, error: Exception, on_fault: Callable[[Exception], None]
) -> f.ServerFrame:
    """The one table from what can go wrong to a frame; `on_fault` logs what is our fault."""
    match error:
        case CommandRefused():
            return f.Refused(frame_id, error.reason, error.details)
        case Deferred():
            return f.Accepted(frame_id)
        case BadFrame():
            return f.Error(error.code, error.message, frame_id)
        case channels.ChannelRefused():
            return f.Error(error.code, str(error), frame_id)
        case Overloaded():
            wait = max(error.seconds, RETRY_AFTER)
            return f.Error("overloaded", "too much waits; try again", frame_id, wait)
        case TooFast():
            return f.Error("too_fast", "too many orders", frame_id, error.wait_ms / 1000)
        case EconomyUnavailable():
            return f.Error("busy", "the books do not answer", frame_id, ECONOMY_RETRY_AFTER)
        case StreamMoved() | Unavailable():
            return f.Error("busy", "too much at once; try again", frame_id, RETRY_AFTER)
        case _:
            on_fault(error)
            return f.Error("fault", "this is our fault; try again", frame_id, RETRY_AFTER)


def stay_present(
    parts: Parts, session: Session, now: datetime, on_fault: Callable[[Exception], None]
) -> list[str]:
    """Renew the player's presence and return where; of a fault the player need not know."""
    try:
        return listening.stay_present(parts, session.connection, session.identity.username, now)
    except Exception as fault:  # noqa: BLE001 - the edge: logged once
        on_fault(fault)
        return []


def _perform(
    parts: Parts, session: Session, frame: f.ClientFrame, now: datetime
) -> f.ServerFrame | None:
    match frame:
        case f.Subscribe():
            request = channels.Request(
                frame.id,
                session.connection,
                session.identity,
                frame.channel,
                frame.epoch,
                frame.offset,
                now,
            )
            listening.subscribe(parts, request)
            return None
        case f.Unsubscribe():
            who = session.identity.username
            listening.unsubscribe(parts, session.connection, who, frame.channel)
            return f.Unsubscribed(frame.id, frame.channel)
        case f.Ping():
            return f.Pong(frame.id)
        case f.Economy():
            asked, player_id = frame.command, session.identity.player_id
            results = order(
                parts, session.identity, frame.id, lambda names: asked.command(player_id, names)
            )
            return f.Done(frame.id, {"results": results})
        case CommandFrame():
            me, kind = session.identity, parts.frames.kind_of(frame)
            command = kind.command(frame, me, now)
            handled = parts.handle(kind.game, command, by=me.player_id, command_id=frame.id)
            return f.Done(frame.id, dict(handled.outcome))
