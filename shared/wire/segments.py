"""A segment: the commits of a part of a journal, by slot and stream, with an index at its end.

It has blocks, then one index for each slot, then the footer and its length in four bytes. A reader
of one stream reads the footer, the index of its slot, and its block. An index names every stream
that the journal has written to so far, so that a reader after the segment knows what lines mean.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, msgpack

type Dated = tuple[int, int, bytes]
"""The position of an entry, the position of a commit in its stream, and the commit's kept form."""

LENGTH = 4


class Indexed(Struct, frozen=True, array_like=True):
    """A stream: its last author, line and position, and the place of its commits."""

    stream: str
    by: str
    line: int
    position: int
    offset: int = 0
    size: int = 0


class Part(Struct, frozen=True, array_like=True):
    """The place of a slot's index."""

    slot: int
    offset: int
    size: int


_encode = msgpack.Encoder().encode
_footer = msgpack.Decoder(list[Part]).decode
_index = msgpack.Decoder(list[Indexed]).decode
_block = msgpack.Decoder(list[Dated]).decode


def encode_segment(
    slots: Iterable[tuple[int, Iterable[Indexed]]], commits: Mapping[str, Sequence[Dated]]
) -> bytes:
    """Return a segment; slots must ascend, and the same commits make the same bytes."""
    data = bytearray()
    parts = []
    for slot, streams in slots:
        index = [_placed(each, commits, data) for each in sorted(streams, key=_stream)]
        packed = zlib.compress(_encode(index), 1)
        parts.append(Part(slot, len(data), len(packed)))
        data += packed
    footer = _encode(parts)
    return bytes(data) + footer + len(footer).to_bytes(LENGTH)


def decode_footer(tail: bytes) -> list[Part]:
    """Read the footer in the last bytes of a segment; raise ValueError if it is not whole."""
    return _footer(footer_of(tail))


def footer_of(tail: bytes) -> bytes:
    """Return the footer at the end of the last bytes; raise ValueError if it is not whole."""
    size = int.from_bytes(tail[-LENGTH:])
    if len(tail) < size + LENGTH:
        raise ValueError("not a whole footer")
    return tail[-LENGTH - size : -LENGTH]


def decode_index(data: bytes) -> list[Indexed]:
    return _index(zlib.decompress(data))


def decode_block(data: bytes) -> list[Dated]:
    return _block(zlib.decompress(data))


def _placed(stream: Indexed, commits: Mapping[str, Iterable[Dated]], data: bytearray) -> Indexed:
    if not (own := commits.get(stream.stream)):
        return stream
    block = zlib.compress(_encode(own), 1)
    offset = len(data)
    data += block
    return Indexed(stream.stream, stream.by, stream.line, stream.position, offset, len(block))


def _stream(indexed: Indexed) -> str:
    return indexed.stream
