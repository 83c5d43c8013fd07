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
    """Subscribe to a channel. With the last epoch and offset, the host sends what was missed."""

    id: CommandId
    channel: Channel
    epoch: Annotated[str, Meta(max_length=64)] = ""
    offset: Annotated[int, Meta(ge=0, le=2**53)] | None = None


class Unsubscribe(Struct, frozen=True, tag="unsubscribe", forbid_unknown_fields=True):
    """Unsubscribe from a channel."""

    id: CommandId
    channel: Channel


class Ping(Struct, frozen=True, tag="ping", forbid_unknown_fields=True):
    """Check that the host responds. It also keeps an idle connection open."""

    id: CommandId


class Economy(Struct, frozen=True, tag="economy", forbid_unknown_fields=True):
    """Send an order about money or items. `id` is its idempotency key, kept for 14 days."""

    id: CommandId
    command: PlayerOrder
    trace: TraceParent | None = None


class Matchmaking(Struct, frozen=True, tag="matchmaking", forbid_unknown_fields=True):
    """Wait for a match of a game, answer an offer, or stop waiting. Repeating it is safe."""

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
    """A command was carried out. The fields of its outcome stand beside `id`."""

    id: str
    outcome: dict[str, Any] = {}


class Accepted(Struct, frozen=True, tag="accepted"):
    """A command will be carried out. Its outcome follows on the player's private channel."""

    id: str


class Refused(Struct, frozen=True, tag="refused"):
    """The game's rules refused a command, and nothing changed. Details stand beside `reason`."""

    id: str
    reason: str
    details: dict[str, Any] = {}


class Error(Struct, frozen=True, tag="error", omit_defaults=True):
    """A frame could not be handled, and nothing changed. `retry_after` is in seconds."""

    code: str
    message: str
    id: str = ""
    retry_after: float = 0


class Subscribed(Struct, frozen=True, tag="subscribed"):
    """The client is subscribed. `recovered`: all missed messages follow; else a snapshot does."""

    id: str
    channel: str
    epoch: str
    offset: int
    recovered: bool


class Unsubscribed(Struct, frozen=True, tag="unsubscribed"):
    """The client is unsubscribed. An empty `id`: the host ended it, as the stream is hidden now."""

    id: str
    channel: str


class Pong(Struct, frozen=True, tag="pong"):
    """The answer to a ping."""

    id: str


class Message(Struct, frozen=True, tag="message", omit_defaults=True):
    """An event on a channel. `base` is the version to which a delta is applied.

    `trace` is set if the client that caused the event began a trace or, for an event of the
    economy, if its spans are written.
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

    If `within` is given, a client reconnects at a random moment of the next `within` seconds.
    """

    code: int
    reason: str
    within: float = 0


class PleaseMove(Struct, frozen=True, tag="please_move"):
    """Open another socket at a random moment of the next `within` seconds, then leave this one."""

    within: float
    reason: Literal["draining", "lifetime"]


class Ticket(Struct, frozen=True, tag="ticket"):
    """A ticket for the client's next socket, at the same URL. It replaces the previous ticket.

    It opens one socket within `expires_in` seconds, for this player only.
    """

    ticket: str
    expires_in: int


class Service(Struct, frozen=True, tag="service"):
    """The host's present level of service. Level 1 is full service (see docs/protocol.md)."""

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
