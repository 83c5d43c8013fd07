"""The protocol with one of its rules taken out: the checker must find what goes wrong."""

from __future__ import annotations

from typing import Any

from shared.adapters.journal import keeping, protocol
from shared.adapters.journal.keeping import Expire, KeepSteps, Kept
from shared.adapters.journal.protocol import PutSeal, ReadFloor, Slot, Steps, Written
from shared.adapters.journal.writer import Writer
from tests.journal.parts import Command
from tests.journal.store import Store


class Hasty(Writer[list[Command]]):
    """Acknowledges what is in, whether or not all before it is."""

    def land(self, position: int) -> list[list[Command]]:
        entry = self._started[position]
        super().land(position)
        return [entry]


def unsealed(number: int, writer: Writer[Any], ends: dict[str, int]) -> Steps[Slot | None]:
    """Claim without a seal: look how far the journal reaches, and go on from there."""
    steps = protocol.take(number, writer, ends)
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


def adopting(number: int, writer: Writer[Any], ends: dict[str, int]) -> Steps[Slot | None]:
    """Serve a slot again that looks owned, although a release of it may be under way."""
    found: Slot = yield protocol.ReadSlot(number)
    if found.owner == writer.incarnation:
        return found
    return (yield from protocol.take(number, writer, ends))


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


def keeping_nothing(incarnation: str, kept: Kept) -> KeepSteps:
    """Let expire all up to the floor, whether or not a segment holds it."""
    floor = yield ReadFloor(incarnation)
    if floor > kept.expiring:
        yield Expire(incarnation, kept.expiring + 1, floor)
    return Kept(kept.segments, floor)


def floorless(incarnation: str, kept: Kept) -> KeepSteps:
    """Let expire all that is in a segment, whether or not those who seal begin behind it."""
    steps = keeping.keep(incarnation, kept)
    request = next(steps)
    try:
        while True:
            answer = yield request
            request = steps.send(1 << 30 if isinstance(request, ReadFloor) else answer)
    except StopIteration as end:
        after: Kept = end.value
        return after
