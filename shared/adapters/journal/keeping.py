"""How entries come into segments, without I/O: long before the table removes them by itself.

docs/journal.md explains it. Entries without a gap before them stand for ever, acknowledged or not:
a seal goes to a free position. So a segment of them is the same whoever writes it, and when.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import timedelta
from typing import Any, Protocol, assert_never

from msgspec import Struct

GRACE = timedelta(days=2)
"""After which the table removes an entry. A day more costs $34 a month at 46,000 commits a second,
and $27 for recovery to a point in time."""


class ReadEntries(Struct, frozen=True):
    """Read some entries from a position on, without a gap; answered with a list of them."""

    incarnation: str
    first: int


class PutSegment(Struct, frozen=True):
    """Write entries to a segment, under a name of their positions."""

    incarnation: str
    first: int
    entries: Sequence[bytes]


class RaiseFloor(Struct, frozen=True):
    """Let whoever seals the journal look for its end from a position on, or from a later one."""

    incarnation: str
    floor: int


type KeepRequest = ReadEntries | PutSegment | RaiseFloor
type KeepSteps = Generator[KeepRequest, Any, int]


class Keeper(Protocol):
    """Carries requests out. Every method may raise Unavailable: then nothing is known."""

    def read_entries(self, incarnation: str, first: int) -> Sequence[bytes]: ...
    def put_segment(self, incarnation: str, first: int, entries: Sequence[bytes]) -> None: ...
    def raise_floor(self, incarnation: str, floor: int) -> None: ...


def keep(incarnation: str, kept: int) -> KeepSteps:
    """Write what is behind a position to a segment; return how far segments reach then.

    What they hold may be removed at any time. So the floor is raised as well: whoever seals the
    journal must not take the place of an entry that was removed for its end.
    """
    entries = yield ReadEntries(incarnation, kept + 1)
    if entries:
        yield PutSegment(incarnation, kept + 1, entries)
    reach = kept + len(entries)
    yield RaiseFloor(incarnation, reach)
    return reach


def carry_out(keeper: Keeper, request: KeepRequest) -> Any:
    """Answer one request."""
    match request:
        case ReadEntries(incarnation, first):
            return keeper.read_entries(incarnation, first)
        case PutSegment(incarnation, first, entries):
            return keeper.put_segment(incarnation, first, entries)
        case RaiseFloor(incarnation, floor):
            return keeper.raise_floor(incarnation, floor)
        case _:
            assert_never(request)


def run(keeper: Keeper, steps: KeepSteps) -> int:
    """Carry out all requests of some steps; return what they come to."""
    try:
        request = next(steps)
        while True:
            request = steps.send(carry_out(keeper, request))
    except StopIteration as end:
        reach: int = end.value
        return reach
