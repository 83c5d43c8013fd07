"""The protocol with one of its rules taken out: the checker must find what goes wrong."""

from __future__ import annotations

from typing import Any

from shared.adapters.journal import protocol
from shared.adapters.journal.keeping import KeepSteps, PutSegment, RaiseFloor, ReadEntries
from shared.adapters.journal.protocol import PutSeal, Slot, Steps, Written
from shared.adapters.journal.writer import Writer
from tests.journal.parts import Command
from tests.journal.store import Store


class Hasty(Writer[list[Command]]):
    """Acknowledges what is in, whether or not all before it is."""

    def land(self, position: int) -> list[list[Command]]:
        entry = self._started[position]
        super().land(position)
        return [entry]


def unsealed(
    number: int, writer: Writer[Any], ends: dict[str, int], gone: str | None
) -> Steps[Slot | None]:
    """Claim without a seal: look how far the journal reaches, and go on from there."""
    steps = protocol.take(number, writer, ends, gone)
    request = next(steps)
    try:
        while True:
            if isinstance(request, PutSeal):
                request = steps.send("written")
            else:
                request = steps.send((yield request))
    except StopIteration as end:
        claimed: Slot | None = end.value
        return claimed


def adopting(
    number: int, writer: Writer[Any], ends: dict[str, int], gone: str | None
) -> Steps[Slot | None]:
    """Serve a slot again that looks owned, although a release of it may be under way."""
    found: Slot = yield protocol.ReadSlot(number)
    if found.owner == writer.incarnation:
        return found
    return (yield from protocol.take(number, writer, ends, gone))


class Unversioned(Store):
    """Lets every change of a slot through."""

    def write_slot(self, slot: Slot) -> Written:
        self.slots[slot.number] = slot
        return "written"


class Forgetful(Store):
    """Removes seals as it removes entries."""

    def trim(self, incarnation: str) -> int:
        removed = super().trim(incarnation)
        for key, content in list(self.kept.items()):
            if content is None:
                del self.kept[key]
        return removed


def keeping_nothing(incarnation: str, kept: int) -> KeepSteps:
    """Raise the floor, and write no segment."""
    entries = yield ReadEntries(incarnation, kept + 1)
    yield RaiseFloor(incarnation, kept + len(entries))
    return kept + len(entries)


def floorless(incarnation: str, kept: int) -> KeepSteps:
    """Write a segment, and let those who seal begin where they would without one."""
    entries = yield ReadEntries(incarnation, kept + 1)
    if entries:
        yield PutSegment(incarnation, kept + 1, entries)
    return kept + len(entries)
