"""What gateways send each other over the message bus (MessagePack)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder

from shared.kernel.names import shown_by


class BusMessage(Struct, frozen=True, array_like=True):
    """A message of a stream channel, encoded once for everybody.

    Without a text it says how far the stream of that name is, whoever its viewers are.
    """

    channel: str
    epoch: str
    position: int
    text: bytes = b""


class DirectMessage(Struct, frozen=True, array_like=True):
    """A frame for one connection, or with a code above 0 its closing."""

    connection: str
    frame: bytes = b""
    code: int = 0
    reason: str = ""


_encode = Encoder().encode
_messages = Decoder(list[BusMessage])
_direct = Decoder(DirectMessage)


def room_topic(unit: str) -> str:
    """Where the messages of a room's stream channels are published, or in a wide one a stream's."""
    return f"room:{{{unit}}}"


def host_topic(host: str) -> str:
    """Where one process takes its message."""
    return f"host:{{{host}}}"


def connection_of(host: str, number: int) -> str:
    """Name a connection that a process of the gateway hosts."""
    return f"gw.{host}.{number}"


def host_of(connection: str) -> str:
    """Return the process that hosts a connection; nothing for one of API Gateway."""
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
    """Raise msgspec.DecodeError for anything else."""
    return _messages.decode(data)


def encode_direct(message: DirectMessage) -> bytes:
    return _encode(message)


def decode_direct(data: bytes) -> DirectMessage:
    """Raise msgspec.DecodeError for anything else."""
    return _direct.decode(data)
