"""A snapshot of what a journal's owner knows of its slots, so that another need not read it all.

It is MessagePack, deflated. Facts in it have the numbers of its own alphabet. A large one is made
a slot at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from msgspec import Raw, Struct, msgpack


class Known(Struct, frozen=True, array_like=True):
    """A stream: its position, its newest commits, and its state after one of those, if kept.

    `line` is the number by which the journal calls it and who wrote to it last, or -1.
    """

    stream: str
    by: str
    line: int
    position: int
    newest: Sequence[bytes]
    state: bytes
    state_position: int


class Section(Struct, frozen=True, array_like=True):
    """A slot, as it was after the entry at a position, and which claim of it that was."""

    slot: int
    version: int
    position: int
    streams: Sequence[Known]


class Snapshot(Struct, frozen=True, array_like=True):
    """Sections of one journal."""

    alphabet: bytes
    sections: Sequence[Section]


_decode = msgpack.Decoder(Snapshot).decode

_encode = msgpack.Encoder().encode

encode_known = _encode
decode_known = msgpack.Decoder(Known).decode


def encode_section(slot: int, version: int, position: int, streams: Sequence[bytes]) -> bytes:
    """Return a section of streams that are encoded already."""
    return _encode((slot, version, position, [Raw(each) for each in streams]))


def encode_snapshot(alphabet: bytes, count: int, sections: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the parts of a snapshot of so many sections."""
    deflate = zlib.compressobj(1)
    yield deflate.compress(b"\x92" + _encode(alphabet) + b"\xdd" + count.to_bytes(4))
    for each in sections:
        yield deflate.compress(each)
    yield deflate.flush()


def decode_snapshot(data: bytes) -> Snapshot:
    """Raise ValueError or zlib.error for anything else."""
    return _decode(zlib.decompress(data))
