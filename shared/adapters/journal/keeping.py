"""Copies entries into segments long before the table expires them. This module does no I/O.

docs/journal.md explains it. Entries without a gap before them never change, acknowledged or not,
because a seal takes a free position. So every process writes the same segment of them at any time.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from datetime import timedelta
from typing import Any, Protocol, assert_never

from msgspec import Struct

GRACE = timedelta(days=2)
"""Time after which the table expires an entry. One more day costs $34 a month at 46,000 commits a
second, and $27 for point-in-time recovery."""


class ReadEntries(Struct, frozen=True):
    """Read some entries from a position on, up to the first gap; the answer is a list of them."""

    incarnation: str
    first: int


class PutSegment(Struct, frozen=True):
    """Write entries to a segment that is named after their positions."""

    incarnation: str
    first: int
    entries: Sequence[bytes]


class RaiseFloor(Struct, frozen=True):
    """Raise the floor: a process that seals the journal looks for its end from there on."""

    incarnation: str
    floor: int


type KeepRequest = ReadEntries | PutSegment | RaiseFloor
type KeepSteps = Generator[KeepRequest, Any, int]


class Keeper(Protocol):
    """Carries out requests. If a method raises Unavailable, its effect is unknown."""

    def read_entries(self, incarnation: str, first: int) -> Sequence[bytes]: ...
    def put_segment(self, incarnation: str, first: int, entries: Sequence[bytes]) -> None: ...
    def raise_floor(self, incarnation: str, floor: int) -> None: ...


def keep(incarnation: str, kept: int) -> KeepSteps:
    """Write the entries behind a position to a segment; return up to where segments reach then.

    The table may expire those entries at any time. So the floor is raised as well: a process that
    seals the journal must not mistake the place of an expired entry for the journal's end.
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
    """Carry out all requests of some steps; return their result."""
    try:
        request = next(steps)
        while True:
            request = steps.send(carry_out(keeper, request))
    except StopIteration as end:
        reach: int = end.value
        return reach
