"""A snapshot of what a journal's owner knows of its slots, so that another need not read it all.

It is MessagePack, deflated. Facts in it have the numbers of its own alphabet.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from msgspec import Struct, msgpack


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


def encode_snapshot(snapshot: Snapshot) -> bytes:
    return zlib.compress(msgpack.encode(snapshot), 1)


def decode_snapshot(data: bytes) -> Snapshot:
    """Raise ValueError or zlib.error for anything else."""
    return _decode(zlib.decompress(data))
