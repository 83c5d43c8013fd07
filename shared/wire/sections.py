"""A snapshot of what a journal's owner knows of its slots, so that another need not read it all.

It is a section a slot, then how the journal calls the streams of all slots, then the index and its
length in four bytes. Whoever takes slots over reads the index and their sections. Whoever reads
entries alone reads the index and the names. All but the index is MessagePack, deflated. Facts have
the numbers of the writer's alphabet.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Raw, Struct, msgpack

from shared.wire.segments import LENGTH, footer_of


class Known(Struct, frozen=True, array_like=True):
    """A stream: its position, its newest commits, and its state after one of those, if kept.

    `line` is the number by which the journal calls it and who wrote to it last, or -1. Names have
    the first four alone.
    """

    stream: str
    by: str
    line: int
    position: int
    newest: Sequence[bytes] = ()
    state: bytes = b""
    state_position: int = 0


class Section(Struct, frozen=True, array_like=True):
    """A slot, as it was after the entry at a position, and which claim of it that was."""

    slot: int
    version: int
    position: int
    streams: Sequence[Known]


class Place(Struct, frozen=True, array_like=True):
    """Where a snapshot has the section of a slot; one without streams takes no bytes."""

    slot: int
    version: int
    position: int
    offset: int
    size: int


class Index(Struct, frozen=True, array_like=True):
    """Where what is in a snapshot."""

    places: Sequence[Place]
    names_offset: int
    names_size: int


class _Named(Struct, frozen=True, array_like=True):
    """The first four of `Known`: the others are passed over unread."""

    stream: str
    by: str
    line: int
    position: int


class _Names(Struct, frozen=True, array_like=True):
    """A section without what only who takes it over has to know."""

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
    """Return a section of streams that are encoded already."""
    return _encode((slot, version, position, [Raw(each) for each in streams]))


def encode_snapshot(sections: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the parts of a snapshot: no more than one section is at hand at once."""
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
    """Read what stands at a place; raise ValueError for anything else than its section."""
    if not place.size:
        return Section(place.slot, place.version, place.position, ())
    section = _section(_inflated(data))
    if (section.slot, section.version) != (place.slot, place.version):
        raise ValueError("the section of another slot")
    return section


def decode_names(data: bytes, count: int) -> list[Section]:
    """Return so many sections, of which streams have names alone; raise ValueError if not so."""
    return _sections(b"\xdd" + count.to_bytes(4) + _inflated(data))


def _inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        raise ValueError(f"not a part of a snapshot: {error}") from error
