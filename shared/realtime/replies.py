"""Maps the result of a frame to its reply: one table, so every host sends the same bytes."""

from __future__ import annotations

from collections.abc import Callable

from shared.application.channels.channel_request import ChannelRefused
from shared.application.commands.ports import Deferred, StreamMoved
from shared.application.commands.result import CommandResult
from shared.application.economy.ports import EconomyUnavailable
from shared.application.players.limit import TooFast
from shared.application.ports import Overloaded, Unavailable
from shared.kernel.errors import CommandRefused
from shared.wire import frames as f
from shared.wire.read_frame import BadFrame

RETRY_AFTER = 1
"""Seconds after which a client may retry what was refused for overload."""

ECONOMY_RETRY_AFTER = 2
"""Seconds after which a client may retry when the economy did not answer."""


def reply_to(  # noqa: C901, PLR0911 - one flat table
    frame_id: str, result: CommandResult | Exception, on_fault: Callable[[Exception], None]
) -> f.ServerFrame:
    """Return the reply to a frame; `on_fault` logs faults that are ours."""
    match result:
        case CommandResult():
            if refusal := result.refusal:
                return reply_to(frame_id, refusal, on_fault)
            return f.Done(frame_id, dict(result.outcome))
        case CommandRefused():
            return f.Refused(frame_id, result.reason, result.details)
        case Deferred():
            return f.Accepted(frame_id)
        case BadFrame():
            return f.Error(result.code, result.message, frame_id)
        case ChannelRefused():
            return f.Error(result.code, str(result), frame_id)
        case Overloaded():
            return overloaded(frame_id, result.seconds)
        case TooFast():
            return f.Error("too_fast", "too many orders", frame_id, result.wait_ms / 1000)
        case EconomyUnavailable():
            return f.Error("busy", "the ledger does not answer", frame_id, ECONOMY_RETRY_AFTER)
        case StreamMoved() | Unavailable():
            return f.Error("busy", "too much at once; try again", frame_id, RETRY_AFTER)
        case _:
            on_fault(result)
            return f.Error("fault", "this is our fault; try again", frame_id, RETRY_AFTER)


def error_of(reply: f.ServerFrame | None) -> str:
    """Return the error code of a reply, or an empty text; a refusal is no error."""
    return reply.code if type(reply) is f.Error else ""  # isinstance is slow where it says no


def overloaded(frame_id: str, seconds: float = RETRY_AFTER) -> f.Error:
    """Return the reply that nothing was done, with the seconds until a retry."""
    wait = max(seconds, RETRY_AFTER)
    return f.Error("overloaded", "too much waits; try again", frame_id, wait)
