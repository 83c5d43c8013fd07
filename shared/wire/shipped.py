"""The records in which a journal's owner ships commits to the stream of the log's changes.

A record has the commits of one slot, in order. It carries the alphabet of its facts, for it may
outlive the code that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import batched

from msgspec import Struct, json, msgpack

from shared.kernel.facts import Commit
from shared.wire.packed import PackedCodec

type Kept = tuple[str, int, bytes]
"""A stream, a position, and the commit in the owner's kept form."""

MOST_COMMITS = 2_000
"""Maximum commits of a record, usually 60 bytes each: Kinesis limits a record to a megabyte."""

MOST_BYTES = 256 * 1024

_read = msgpack.Decoder(list[Kept]).decode


class Shipped(Struct, frozen=True, rename="camel"):
    """A record; `table_name` tells it from records of other streams, as in a table change."""

    table_name: str
    alphabet: bytes
    commits: bytes


def records_of(alphabet: bytes, commits: Iterable[Kept]) -> Iterator[bytes]:
    """Yield records that hold the commits of one slot."""
    for some in _pages(commits):
        yield json.encode(Shipped("journal", alphabet, msgpack.encode(some)))


class ShippedCodec:
    """Reads the records of these games, whichever version of the code wrote them."""

    def __init__(self, codec: PackedCodec) -> None:
        self._codec = codec
        self._codecs: dict[bytes, PackedCodec] = {}

    def decode(self, alphabet: bytes, commits: bytes) -> list[Commit]:
        """Return the commits; raise UnknownFact, or msgspec's errors for other data."""
        codec = self._codecs.get(alphabet)
        if codec is None:
            codec = self._codec.of(msgpack.decode(alphabet))
            self._codecs[alphabet] = codec
        return [codec.commit(*each) for each in _read(commits)]


def _pages(commits: Iterable[Kept]) -> Iterator[list[Kept]]:
    for some in batched(commits, MOST_COMMITS, strict=False):
        page: list[Kept] = []
        size = 0
        for each in some:
            if page and size + len(each[2]) > MOST_BYTES:
                yield page
                page, size = [], 0
            page.append(each)
            size += len(each[2]) + len(each[0])
        yield page
