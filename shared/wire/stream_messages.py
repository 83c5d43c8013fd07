"""Makes the messages of stream channels: one for each commit, as a viewer sees it."""

from __future__ import annotations

from typing import Any, ClassVar

from msgspec import Struct

from shared.kernel.errors import refusal_in
from shared.kernel.facts import Commit, Event, StreamState
from shared.kernel.game import Game
from shared.kernel.moments import milliseconds
from shared.kernel.names import stream_channel
from shared.kernel.trace import id_in
from shared.kernel.viewer import Viewer
from shared.wire.frames import Message, encode_server

SNAPSHOT = "snapshot"
"""Name of the event that carries a view of the whole state."""


class Hidden(Event, frozen=True):
    """Stands for a commit that the viewer may not see, so that offsets have no gaps."""

    name: ClassVar[str] = "hidden"


class CommandRefused(Event, frozen=True):
    """A command of the stream's owner was refused by the game's rules."""

    name: ClassVar[str] = "command.refused"
    id: str
    reason: str
    details: dict[str, Any]


class NamedEvent(Struct, frozen=True):
    event: str
    data: Any


class Batch(Event, frozen=True):
    """Several facts of one commit."""

    name: ClassVar[str] = "batch"
    events: tuple[NamedEvent, ...]


OWN_EVENTS: tuple[type[Event], ...] = (Hidden, CommandRefused, Batch)
"""Events that no game defines."""


def epoch_of(stream_state: StreamState) -> str:
    """Name the life of a stream: when it began, in milliseconds, hexadecimal.

    Empty for a stream without commits.
    """
    return f"{milliseconds(stream_state.began):x}" if stream_state.began else ""


def commit_message(game: Game, commit: Commit, epoch: str, viewer: Viewer) -> bytes:
    """Return the message of a commit, encoded."""
    event = event_of(game, commit, viewer)
    channel = stream_channel(commit.stream, viewer)
    trace = "" if isinstance(event, Hidden) else id_in(commit.trace)
    message = Message(channel, epoch, commit.position, event.name, event, trace=trace)
    return encode_server(message)


def snapshot_message(channel: str, epoch: str, position: int, view: Struct) -> bytes:
    """Return the message of a whole view, encoded."""
    return encode_server(Message(channel, epoch, position, SNAPSHOT, view))


def event_of(game: Game, commit: Commit, viewer: Viewer) -> Event:
    """Return the one event that the viewer sees of a commit."""
    if not commit.facts and (refusal := refusal_in(commit.outcome or {})):
        if viewer.role not in {"owner", "operator"}:
            return Hidden(timestamp=commit.at)
        return CommandRefused(
            timestamp=commit.at,
            id=commit.command_id,
            reason=refusal.reason,
            details=refusal.details,
        )
    seen = [each for fact in commit.facts if (each := game.message(fact, viewer)) is not None]
    if len(seen) == 1:
        return seen[0]
    if not seen:
        return Hidden(timestamp=commit.at)
    return Batch(timestamp=commit.at, events=tuple(NamedEvent(each.name, each) for each in seen))
