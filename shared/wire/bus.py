"""The messages that gateways send each other over the message bus, in MessagePack."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from shared.kernel.names import shown_by


class BusMessage(Struct, frozen=True, array_like=True):
    """A message of a stream channel, encoded once for all subscribers.

    Without a text it tells all viewers of the stream how far the stream is.
    """

    channel: str
    epoch: str
    position: int
    text: bytes = b""


class DirectMessage(Struct, frozen=True, array_like=True):
    """A frame for one connection; a code above 0 closes the connection."""

    connection: str
    frame: bytes = b""
    code: int = 0
    reason: str = ""


_encode = Encoder().encode
_messages = Decoder(list[BusMessage])
_direct = Decoder(DirectMessage)


def room_topic(unit: str) -> str:
    """Return the topic of a room's stream channels, or of one stream's in a wide room."""
    return f"room:{{{unit}}}"


def host_topic(host: str) -> str:
    """Return the topic of the messages for one process."""
    return f"host:{{{host}}}"


def connection_of(host: str, number: int) -> str:
    """Return the id of a connection that a gateway process hosts."""
    return f"gw.{host}.{number}"


def host_of(connection: str) -> str:
    """Return the process that hosts a connection; empty for one of API Gateway."""
    kind, _, rest = connection.partition(".")
    return rest.partition(".")[0] if kind == "gw" else ""


def by_stream(messages: Sequence[BusMessage]) -> dict[str, list[BusMessage]]:
    """Return the messages of each stream, in order."""
    streams: dict[str, list[BusMessage]] = {}
    for message in messages:
        streams.setdefault(shown_by(message.channel), []).append(message)
    return streams


def encode_messages(messages: Sequence[BusMessage]) -> bytes:
    return _encode(messages)


def decode_messages(data: bytes) -> list[BusMessage]:
    """Read messages; raise msgspec.DecodeError for anything else."""
    return _messages.decode(data)


def encode_direct(message: DirectMessage) -> bytes:
    return _encode(message)


def decode_direct(data: bytes) -> DirectMessage:
    """Read one message; raise msgspec.DecodeError for anything else."""
    return _direct.decode(data)
