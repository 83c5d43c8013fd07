"""Performs what a player's frame asks for; the same on every host.

`perform` runs in the calling thread. A host with queues and thread pools passes the same requests
and intents to those.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from shared.application.channels import channel_request as channels
from shared.application.channels import ports as channel_ports
from shared.application.channels import presence
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
    """The ports that performing a frame needs."""

    @property
    def handle(self) -> Handle: ...
    @property
    def frames(self) -> CommandFrames: ...


def request_of(session: Session, frame: f.Subscribe, now: datetime) -> channels.Request:
    """Return the channel request of a `subscribe` frame."""
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
    """Return the reply.

    Return None if it was already sent, because it must precede the messages that follow it. Raises
    ConnectionGone; every other failure becomes a frame.
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
    """Renew the player's presence and return the channels concerned.

    A fault is logged and not shown to the player.
    """
    try:
        return presence.stay_present(ports, session.connection, session.identity.username, now)
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
