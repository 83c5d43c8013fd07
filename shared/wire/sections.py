"""A snapshot of what a journal's owner knows of its slots, so that a takeover reads less.

It has one section for each slot, then the names of all slots' streams and their lines, then the
index and its length in four bytes. A process that takes slots over reads the index and their
sections. A process that only reads entries reads the index and the names. All but the index is
MessagePack, deflated. Facts have the numbers of the writer's alphabet.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Raw, Struct, msgpack

from shared.wire.segments import LENGTH, footer_of


class Known(Struct, frozen=True, array_like=True):
    """A stream: its position, its newest commits, and its state after one of those, if kept.

    `line` is the number by which the journal names the stream and `by`, its last author, or -1.
    Names have the first four fields alone.
    """

    stream: str
    by: str
    line: int
    position: int
    newest: Sequence[bytes] = ()
    state: bytes = b""
    state_position: int = 0


class Section(Struct, frozen=True, array_like=True):
    """A slot as of the entry at a position; `version` identifies the claim of the slot."""

    slot: int
    version: int
    position: int
    streams: Sequence[Known]


class Place(Struct, frozen=True, array_like=True):
    """The place of a slot's section in a snapshot; a slot without streams takes no bytes."""

    slot: int
    version: int
    position: int
    offset: int
    size: int


class Index(Struct, frozen=True, array_like=True):
    """The index of a snapshot: where its parts are."""

    places: Sequence[Place]
    names_offset: int
    names_size: int


class _Named(Struct, frozen=True, array_like=True):
    """The first four fields of `Known`; the decoder skips the others."""

    stream: str
    by: str
    line: int
    position: int


class _Names(Struct, frozen=True, array_like=True):
    """A section without the fields that only a takeover needs."""

    slot: int
    version: int
    position: int
    streams: Sequence[_Named]


_section = msgpack.Decoder(Section).decode
_sections = msgpack.Decoder(list[Section]).decode
_names = msgpack.Decoder(_Names).decode
_index = msgpack.Decoder(Index).decode

_encode = msgpack.Encoder().encode

encode_known = _encode
decode_known = msgpack.Decoder(Known).decode


def encode_section(slot: int, version: int, position: int, streams: Sequence[bytes]) -> bytes:
    """Return a section, made of streams that are already encoded."""
    return _encode((slot, version, position, [Raw(each) for each in streams]))


def encode_snapshot(sections: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the parts of a snapshot; only one section at a time is in memory."""
    places: list[Place] = []
    names, deflate, offset = bytearray(), zlib.compressobj(1), 0
    for each in sections:
        named = _names(each)
        packed = zlib.compress(each, 1) if named.streams else b""
        places.append(Place(named.slot, named.version, named.position, offset, len(packed)))
        names += deflate.compress(_encode(named))
        offset += len(packed)
        yield packed
    names += deflate.flush()
    yield bytes(names)
    index = _encode(Index(places, offset, len(names)))
    yield index + len(index).to_bytes(LENGTH)


def decode_places(tail: bytes) -> Index:
    """Read the last bytes of a snapshot; raise ValueError for anything else."""
    return _index(footer_of(tail))


def decode_section(place: Place, data: bytes) -> Section:
    """Read the section at a place; raise ValueError for anything else."""
    if not place.size:
        return Section(place.slot, place.version, place.position, ())
    section = _section(_inflated(data))
    if (section.slot, section.version) != (place.slot, place.version):
        raise ValueError("the section of another slot")
    return section


def decode_names(data: bytes, count: int) -> list[Section]:
    """Return `count` sections with the names of streams alone; raise ValueError for other data."""
    return _sections(b"\xdd" + count.to_bytes(4) + _inflated(data))


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(f"not a part of a snapshot: {error}") from error
