"""The frames of the wire protocol: JSON text, one object a message, at most 32 KB.

The documents are generated from these types: see `asyncapi.py` and docs/protocol.md.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.json import Encoder

from shared.wire.commands import CommandFrame, CommandId, RoomId, TraceParent
from shared.wire.economy import PlayerOrder
from shared.wire.matchmaking import WaitCommand

MAX_FRAME = 32 * 1024
"""API Gateway closes a connection that sends a larger frame (quota of WebSocket APIs)."""

type Channel = Annotated[str, Meta(min_length=1, max_length=200)]


class Subscribe(Struct, frozen=True, tag="subscribe", forbid_unknown_fields=True):
    """Listen to a channel; with the epoch and offset held, get exactly what was missed."""

    id: CommandId
    channel: Channel
    epoch: Annotated[str, Meta(max_length=64)] = ""
    offset: Annotated[int, Meta(ge=0, le=2**53)] | None = None


class Unsubscribe(Struct, frozen=True, tag="unsubscribe", forbid_unknown_fields=True):
    """Stop listening to a channel."""

    id: CommandId
    channel: Channel


class Ping(Struct, frozen=True, tag="ping", forbid_unknown_fields=True):
    """Ask whether anybody is there; also keeps an idle connection open."""

    id: CommandId


class Economy(Struct, frozen=True, tag="economy", forbid_unknown_fields=True):
    """Order something of money or items; the id is the key, kept 14 days."""

    id: CommandId
    command: PlayerOrder
    trace: TraceParent | None = None


class Matchmaking(Struct, frozen=True, tag="matchmaking", forbid_unknown_fields=True):
    """Wait for a match of a game, answer an offer, or wait no more; a repeat is safe."""

    id: CommandId
    game: RoomId
    command: WaitCommand


type OwnFrame = Subscribe | Unsubscribe | Ping | Economy | Matchmaking
"""The frames that no game defines."""

OWN_FRAMES: tuple[type[OwnFrame], ...] = (Subscribe, Unsubscribe, Ping, Economy, Matchmaking)

type ClientFrame = OwnFrame | CommandFrame


def trace_in(frame: ClientFrame) -> str:
    """Return the `traceparent` that a command or an order came with, or nothing."""
    return frame.trace or "" if isinstance(frame, CommandFrame | Economy) else ""


class Done(Struct, frozen=True, tag="done"):
    """A command was carried out; the outcome's fields stand beside `id`."""

    id: str
    outcome: dict[str, Any] = {}


class Accepted(Struct, frozen=True, tag="accepted"):
    """A command will be carried out; what came of it follows on the private channel."""

    id: str


class Refused(Struct, frozen=True, tag="refused"):
    """The game said no, nothing changed; what helps the player stands beside `reason`."""

    id: str
    reason: str
    details: dict[str, Any] = {}


class Error(Struct, frozen=True, tag="error", omit_defaults=True):
    """A frame could not be handled, nothing changed; `retry_after` is in seconds."""

    code: str
    message: str
    id: str = ""
    retry_after: float = 0


class Subscribed(Struct, frozen=True, tag="subscribed"):
    """Listening; `recovered` says that the messages that follow are all that was missed."""

    id: str
    channel: str
    epoch: str
    offset: int
    recovered: bool


class Unsubscribed(Struct, frozen=True, tag="unsubscribed"):
    """Not listening any more; with an empty `id` because the stream is shown no more."""

    id: str
    channel: str


class Pong(Struct, frozen=True, tag="pong"):
    """Somebody is there."""

    id: str


class Message(Struct, frozen=True, tag="message", omit_defaults=True):
    """Something happened on a channel; `base` is the version that a delta builds on.

    `trace` is there when the client that brought it about began one, or, of what the economy tells,
    when its spans are written.
    """

    channel: str
    epoch: str
    offset: int
    event: str
    data: Any
    base: int | None = None
    trace: str = ""


class Closing(Struct, frozen=True, tag="closing", omit_defaults=True):
    """The last frame before the host closes the connection.

    Who connects again does so at a random moment of the next `within` seconds, if they are given.
    """

    code: int
    reason: str
    within: float = 0


class PleaseMove(Struct, frozen=True, tag="please_move"):
    """Open another socket at a random moment of the next `within` seconds, then leave this one."""

    within: float
    reason: Literal["draining", "lifetime"]


class Ticket(Struct, frozen=True, tag="ticket"):
    """A ticket for the next socket, at the URL of this one; it replaces the one before.

    It opens one socket within `expires_in` seconds, and none for anybody else.
    """

    ticket: str
    expires_in: int


class Service(Struct, frozen=True, tag="service"):
    """How much the host does at present: level 1 is everything (see docs/protocol.md)."""

    level: int
    name: str


type ServerFrame = (
    Done
    | Accepted
    | Refused
    | Error
    | Subscribed
    | Unsubscribed
    | Pong
    | Message
    | Closing
    | PleaseMove
    | Ticket
    | Service
)


_encoder = Encoder()


def encode_server(frame: ServerFrame) -> bytes:
    """Write a server's frame; an outcome and a refusal's details stand beside the other fields."""
    if type(frame) is Done:  # isinstance is slow for a Struct of another class
        return _encoder.encode({"type": "done", "id": frame.id, **frame.outcome})
    if type(frame) is Refused:
        head = {"type": "refused", "id": frame.id, "reason": frame.reason}
        return _encoder.encode(head | frame.details)
    return _encoder.encode(frame)
