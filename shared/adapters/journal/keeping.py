"""How entries leave the table, without I/O: into a segment first, then by their time to live.

docs/journal.md explains it. Entries without a gap before them stand for ever, acknowledged or not:
a seal goes to a free position. So a segment of them is the same whoever writes it, and when.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, Protocol, assert_never

from msgspec import Struct

from shared.adapters.journal.protocol import ReadFloor, Written


class Kept(Struct, frozen=True):
    """Up to where entries are in segments, and up to where they have a time to live."""

    segments: int = 0
    expiring: int = 0


class ReadEntries(Struct, frozen=True):
    """Read some entries from a position on, without a gap; answered with a list of them."""

    incarnation: str
    first: int


class PutSegment(Struct, frozen=True):
    """Write entries to a segment, under a name of their positions; answered with Written."""

    incarnation: str
    first: int
    entries: Sequence[bytes]


class Expire(Struct, frozen=True):
    """Let entries be removed in two days; answered with Written."""

    incarnation: str
    first: int
    last: int


type KeepRequest = ReadFloor | ReadEntries | PutSegment | Expire
type KeepSteps = Generator[KeepRequest, Any, Kept]


class Keeper(Protocol):
    """Carries requests out. Every method may raise Unavailable."""

    def read_floor(self, incarnation: str) -> int: ...
    def read_entries(self, incarnation: str, first: int) -> Sequence[bytes]: ...
    def put_segment(self, incarnation: str, first: int, entries: Sequence[bytes]) -> Written: ...
    def expire(self, incarnation: str, first: int, last: int) -> Written: ...


def keep(incarnation: str, kept: Kept) -> KeepSteps:
    """Let expire what segments hold, and write what follows to one; return how far that is.

    What is in segments expires before there is another one. So whoever goes on after a fault has
    only the last ones to look after, however often it comes to that.
    """
    expiring = yield from _expire(incarnation, kept)
    entries = yield ReadEntries(incarnation, kept.segments + 1)
    segments = kept.segments
    if entries and (yield PutSegment(incarnation, segments + 1, entries)) == "written":
        segments += len(entries)
    return Kept(segments, (yield from _expire(incarnation, Kept(segments, expiring))))


def _expire(incarnation: str, kept: Kept) -> Generator[KeepRequest, Any, int]:
    """Let expire what segments hold; return how far that is.

    Nothing behind the floor expires: whoever seals the journal looks for its end from there on.
    """
    if kept.segments > kept.expiring:
        last: int = min(kept.segments, (yield ReadFloor(incarnation)))
        expire = Expire(incarnation, kept.expiring + 1, last)
        if last > kept.expiring and (yield expire) == "written":
            return last
    return kept.expiring


def carry_out(keeper: Keeper, request: KeepRequest) -> Any:
    """Answer one request."""
    match request:
        case ReadFloor(incarnation):
            return keeper.read_floor(incarnation)
        case ReadEntries(incarnation, first):
            return keeper.read_entries(incarnation, first)
        case PutSegment(incarnation, first, entries):
            return keeper.put_segment(incarnation, first, entries)
        case Expire(incarnation, first, last):
            return keeper.expire(incarnation, first, last)
        case _:
            assert_never(request)


def run(keeper: Keeper, steps: KeepSteps) -> Kept:
    """Carry out all requests of some steps; return what they come to."""
    try:
        request = next(steps)
        while True:
            request = steps.send(carry_out(keeper, request))
    except StopIteration as end:
        kept: Kept = end.value
        return kept
