"""What a player's frame asks for, on every host.

`perform` does it in this thread. A host with queues and pools takes the same requests and intents
there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from shared.application.channels import channel_request as channels
from shared.application.channels import ports as channel_ports
from shared.application.channels import subscribe as listening
from shared.application.channels.ports import ConnectionGone
from shared.application.commands.handle_command import Handle
from shared.application.economy import ports as economy_ports
from shared.application.economy.order import order
from shared.application.matchmaking import ports as matchmaking_ports
from shared.kernel.trace import of_client
from shared.realtime.replies import reply_to
from shared.realtime.session import Session
from shared.wire import frames as f
from shared.wire.commands import CommandFrame, CommandFrames


class Ports(channel_ports.Ports, economy_ports.Ports, matchmaking_ports.Ports, Protocol):
    """What performing a frame takes."""

    @property
    def handle(self) -> Handle: ...
    @property
    def frames(self) -> CommandFrames: ...


def request_of(session: Session, frame: f.Subscribe, now: datetime) -> channels.Request:
    """Return who asks for which channel."""
    return channels.Request(
        frame.id,
        session.connection,
        session.identity,
        frame.channel,
        frame.epoch,
        frame.offset,
        now,
    )


def perform(
    ports: Ports,
    session: Session,
    frame: f.ClientFrame,
    now: datetime,
    on_fault: Callable[[Exception], None],
) -> f.ServerFrame | None:
    """Return the reply; None when it was sent already, in order with messages that follow it.

    Raises ConnectionGone; whatever else goes wrong becomes a frame.
    """
    try:
        with of_client(f.trace_in(frame)):
            return _perform(ports, session, frame, now, on_fault)
    except ConnectionGone:
        raise
    except Exception as error:  # noqa: BLE001 - the edge: told to the player, maybe as a fault
        return reply_to(frame.id, error, on_fault)


def stay_present(
    ports: Ports, session: Session, now: datetime, on_fault: Callable[[Exception], None]
) -> list[str]:
    """Renew the player's presence and return where; of a fault the player need not know."""
    try:
        return listening.stay_present(ports, session.connection, session.identity.username, now)
    except Exception as fault:  # noqa: BLE001 - the edge: logged once
        on_fault(fault)
        return []


def _perform(
    ports: Ports,
    session: Session,
    frame: f.ClientFrame,
    now: datetime,
    on_fault: Callable[[Exception], None],
) -> f.ServerFrame | None:
    me = session.identity
    match frame:
        case f.Subscribe():
            listening.subscribe(ports, request_of(session, frame, now))
            return None
        case f.Unsubscribe():
            listening.unsubscribe(ports, session.connection, me.username, frame.channel)
            return f.Unsubscribed(frame.id, frame.channel)
        case f.Ping():
            return f.Pong(frame.id)
        case f.Economy():
            asked = frame.command
            results = order(ports, me, frame.id, lambda names: asked.command(me.player_id, names))
            return f.Done(frame.id, {"results": results})
        case f.Matchmaking():
            return f.Done(frame.id, _answer_wish(ports, me.username, frame))
        case CommandFrame():
            meant = ports.frames.intent(frame, me, now)
            handled = ports.handle(
                meant.game, meant.command, by=meant.by, command_id=meant.command_id
            )
            return reply_to(frame.id, handled, on_fault)


def _answer_wish(ports: Ports, username: str, frame: f.Matchmaking) -> dict[str, Any]:
    from shared.application.matchmaking.answer_wish import (  # noqa: PLC0415 - who plays needs none
        answer_wish,
    )

    return answer_wish(ports, frame.game, username, frame.command)
