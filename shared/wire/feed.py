"""What processes that host sockets tell each other through the cache (MessagePack)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.msgpack import Decoder, Encoder


class Told(Struct, frozen=True, array_like=True):
    """A message of a stream channel, encoded once for everybody.

    Without a text it says how far the stream of that name is, whoever its viewers are.
    """

    channel: str
    epoch: str
    position: int
    text: bytes = b""


class Mail(Struct, frozen=True, array_like=True):
    """A frame for one connection, or with a code above 0 its closing."""

    connection: str
    frame: bytes = b""
    code: int = 0
    reason: str = ""


_encode = Encoder().encode
_told = Decoder(list[Told])
_mail = Decoder(Mail)


def feed_topic(room: str) -> str:
    """Where the messages of a room's stream channels are told."""
    return f"feed:{{{room}}}"


def host_topic(host: str) -> str:
    """Where one process takes its mail."""
    return f"host:{{{host}}}"


def connection_of(host: str, number: int) -> str:
    """Name a connection that a process of the gateway hosts."""
    return f"gw.{host}.{number}"


def host_of(connection: str) -> str:
    """Return the process that hosts a connection; nothing for one of API Gateway."""
    kind, _, rest = connection.partition(".")
    return rest.partition(".")[0] if kind == "gw" else ""


def encode_told(messages: Sequence[Told]) -> bytes:
    return _encode(messages)


def decode_told(data: bytes) -> list[Told]:
    """Raise msgspec.DecodeError for anything else."""
    return _told.decode(data)


def encode_mail(mail: Mail) -> bytes:
    return _encode(mail)


def decode_mail(data: bytes) -> Mail:
    """Raise msgspec.DecodeError for anything else."""
    return _mail.decode(data)
