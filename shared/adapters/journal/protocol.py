"""The protocol of the journal, without I/O: generators that yield requests and receive answers.

docs/journal.md explains it. A journal belongs to one incarnation of one process. Its positions are
written by conditional puts, so that each holds one value for ever: an entry, or the seal.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Literal, Protocol, assert_never

from msgspec import Struct

from shared.adapters.journal.writer import Writer

type Written = Literal["written", "taken", "unknown"]
"""Outcome of a conditional write. `unknown`: no answer in time; it may still be carried out."""


class Span(Struct, frozen=True, array_like=True):
    """A part of a journal that holds a slot's commits; `last` is None while it is being written.

    `version` is the slot's version after its claim, which identifies the claim.
    """

    incarnation: str
    first: int
    last: int | None = None
    version: int = 0


class Slot(Struct, frozen=True):
    """A slot: the spans that hold its commits, oldest first. Each change adds one to `version`."""

    number: int
    version: int = 0
    spans: tuple[Span, ...] = ()

    @property
    def owner(self) -> str | None:
        """Return the one incarnation that may write the slot, or None."""
        return self.spans[-1].incarnation if self.spans and self.spans[-1].last is None else None

    def closed(self, last: int) -> tuple[Span, ...]:
        """Return the spans; the one that is being written ends at a position."""
        *others, span = self.spans
        ended = [Span(span.incarnation, span.first, last, span.version)] * (last >= span.first)
        return (*others, *ended)


class Extent(Struct, frozen=True):
    """How far a journal reaches without a gap, and whether the seal stands behind that."""

    last: int
    sealed: bool


class Put(Struct, frozen=True):
    """Write an entry to a position that is free; answered with Written."""

    incarnation: str
    position: int
    entry: bytes


class PutSeal(Struct, frozen=True):
    """Seal a position that is free if the journal's floor is still this; answered with Written.

    Entries below the floor may have been removed: a free position there would be no end.
    """

    incarnation: str
    position: int
    floor: int
    by: str


class Look(Struct, frozen=True):
    """Look how far the journal reaches from a position on, strongly consistent: an Extent."""

    incarnation: str
    after: int


class ReadSlot(Struct, frozen=True):
    """Read a slot, strongly consistent; answered with a Slot, which may be at version 0."""

    number: int


class WriteSlot(Struct, frozen=True):
    """Write a slot if the stored version is one less; answered with Written."""

    slot: Slot


class ReadFloor(Struct, frozen=True):
    """Read the floor of a journal, or 0: entries up to there were written and may have expired.

    The writer's heartbeats raise it, and so does each process that writes a segment.
    """

    incarnation: str


type Request = Put | PutSeal | Look | ReadSlot | WriteSlot | ReadFloor
type Steps[T] = Generator[Request, Any, T]


class Judge(Protocol):
    """Carries out requests. In an outage reads raise LogUnavailable and writes return `unknown`."""

    def put(self, incarnation: str, position: int, entry: bytes) -> Written: ...
    def put_seal(self, incarnation: str, position: int, floor: int, by: str) -> Written: ...
    def look(self, incarnation: str, after: int) -> Extent: ...
    def read_slot(self, number: int) -> Slot: ...
    def write_slot(self, slot: Slot) -> Written: ...
    def read_floor(self, incarnation: str) -> int: ...


def carry_out(store: Judge, request: Request) -> Any:
    """Answer one request."""
    match request:
        case Put(incarnation, position, entry):
            return store.put(incarnation, position, entry)
        case PutSeal(incarnation, position, floor, by):
            return store.put_seal(incarnation, position, floor, by)
        case Look(incarnation, after):
            return store.look(incarnation, after)
        case ReadSlot(number):
            return store.read_slot(number)
        case WriteSlot(slot):
            return store.write_slot(slot)
        case ReadFloor(incarnation):
            return store.read_floor(incarnation)
        case _:
            assert_never(request)


def run[T](store: Judge, steps: Steps[T]) -> T:
    """Carry out all requests of some steps; return their result."""
    try:
        request = next(steps)
        while True:
            request = steps.send(carry_out(store, request))
    except StopIteration as end:
        result: T = end.value
        return result


def write(incarnation: str, position: int, entry: bytes) -> Steps[bool]:
    """Write an entry of the writer's own journal; return False if the journal was sealed before.

    No other process writes entries to it: an entry at that position is from an earlier try.
    """
    while (yield Put(incarnation, position, entry)) != "written":
        extent: Extent = yield Look(incarnation, position - 1)
        if extent.last >= position:
            return True
        if extent.sealed:
            return False
    return True


def seal(incarnation: str, by: str) -> Steps[int]:
    """Seal a journal at its first free position; return the last position that counts."""
    while True:
        floor: int = yield ReadFloor(incarnation)
        extent: Extent = yield Look(incarnation, floor)
        if extent.sealed:
            return extent.last
        if (yield PutSeal(incarnation, extent.last + 1, floor, by)) == "written":
            return extent.last


def take(
    number: int, writer: Writer[Any], ends: dict[str, int], gone: str | None
) -> Steps[Slot | None]:
    """Claim a slot that the writer does not serve; None if another process was faster.

    Only the journal of the owner `gone` is sealed first: any other owner was faster and is alive.
    `ends` caches where sealed journals end. A slot that the claimant owns already is claimed anew,
    because an earlier release may still be under way. The new span begins behind the acknowledged
    entries, so that no seal can stand before it.
    """
    by = writer.incarnation
    found: Slot = yield ReadSlot(number)
    spans = found.spans
    if (owner := found.owner) == by:
        spans = found.closed(writer.acknowledged)
    elif owner is not None:
        if owner != gone and owner not in ends:
            return None
        spans = found.closed((yield from _end(owner, by, ends)))
    version = found.version + 1
    claimed = Slot(number, version, (*spans, Span(by, writer.acknowledged + 1, None, version)))
    if (yield WriteSlot(claimed)) == "written" or (yield ReadSlot(number)) == claimed:
        return claimed
    return None


def _end(incarnation: str, by: str, ends: dict[str, int]) -> Steps[int]:
    if incarnation not in ends:
        ends[incarnation] = yield from seal(incarnation, by)
    return ends[incarnation]


def release(slot: Slot, last: int) -> Steps[None]:
    """Give up a slot whose commits up to a position are all written; its owner writes no more.

    If the answer is lost, the slot may look owned until it is claimed anew.
    """
    yield WriteSlot(Slot(slot.number, slot.version + 1, slot.closed(last)))
