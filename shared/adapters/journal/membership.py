"""Keeps this process's rows among the writers of journals, and finds writers that are gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil

from msgspec import Struct

from shared.adapters.journal.liveness import Watch
from shared.adapters.journal.protocol import Slot, run, seal
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import SLOTS, slot_of_unit
from shared.adapters.journal.store import JournalStore, Member, WriterRow
from shared.adapters.journal.tenure import Tenure

SURE_SECONDS = 2.0
"""Seconds after a heartbeat in which no process takes over; others wait for a second longer."""


class Gone(Struct, frozen=True):
    """A silent writer, its slots, and the position up to which its facts are passed on."""

    incarnation: str
    slots: tuple[int, ...]
    shipped: int


class Around(Struct, frozen=True):
    """All slots that were ever claimed, and all members."""

    slots: Sequence[Slot]
    members: Sequence[Member]

    def owned_by(self, incarnation: str) -> tuple[int, ...]:
        """Return the slots of a writer."""
        return tuple([each.number for each in self.slots if each.owner == incarnation])


class Membership:
    """`ends` maps sealed journals to their last positions. Only `is_gone` is thread-safe."""

    def __init__(self, store: JournalStore, settings: Settings, alphabet: bytes) -> None:
        self.ends: dict[str, int] = {}
        self._store = store
        self._settings = settings
        self._now = settings.threads.now
        self.alphabet = alphabet
        self._rounds = 0
        self._watch = Watch(self._now, lambda: self._rounds, settings.silence)
        self._beats: dict[str, int] = {}
        self._is_leaving = False
        self._told: Member | None = None

    def register(self, tenure: Tenure) -> None:
        """Write the rows of a writer before its first claim."""
        if tenure.writer.incarnation not in self._beats:
            began = self._now()
            self._tell(tenure, 0)
            tenure.sure_until = began + SURE_SECONDS

    def renew(self, tenure: Tenure) -> bool:
        """Write a heartbeat, if the writer has rows; return whether the writer is deposed.

        If no seal is there afterwards, the tenure is sure of its slots as of before the heartbeat.
        """
        if self._settings.shares:
            self.register(tenure)
        incarnation = tenure.writer.incarnation
        is_deposed = False
        if incarnation in self._beats:
            began = self._now()
            self._tell(tenure, self._beats[incarnation] + 1)
            is_deposed = self._store.look(incarnation, tenure.writer.acknowledged).sealed
            if not is_deposed:
                tenure.sure_until = began + SURE_SECONDS
        self._rounds += 1
        return is_deposed

    def begin_to_leave(self, tenure: Tenure) -> None:
        """Mark this process as leaving: it gets no more commands for slots without an owner."""
        self._is_leaving = True
        if tenure.writer.incarnation in self._beats:
            self._tell(tenure, self._beats[tenure.writer.incarnation] + 1)

    def leave(self, tenure: Tenure) -> None:
        """Remove the member row of this writer if all of its facts are passed on."""
        if tenure.writer.incarnation in self._beats and not tenure.backlog.size:
            self._store.remove_member(tenure.writer.incarnation)

    def forget(self, incarnation: str) -> None:
        """Remove the member row of a writer that is gone, once nothing of it is left to do."""
        self._store.remove_member(incarnation)

    def is_gone(self, owner: str) -> bool:
        """Say whether a writer may be taken over."""
        if owner in self.ends:
            return True
        return self._watch.is_silent(owner, self._store.read_writer(owner))

    def around(self) -> Around:
        """Read all slots and members."""
        return Around(self._store.read_slots(), self._store.read_members())

    def gone(self, around: Around, own: str) -> Iterator[Gone]:
        """Yield the other writers that may be taken over, whether they own anything or not."""
        shipped = {each.owner: 0 for each in around.slots if each.owner}
        shipped |= {each.incarnation: each.shipped for each in around.members}
        for owner, position in shipped.items():
            if owner != own and self.is_gone(owner):
                yield Gone(owner, around.owned_by(owner), position)

    def seal(self, owner: str, by: str) -> None:
        """Seal the journal of a gone writer unless it is sealed; the writer may own no slot."""
        if owner not in self.ends:
            self.ends[owner] = run(self._store, seal(owner, by))

    def part(self, around: Around, tenure: Tenure) -> list[int]:
        """Return unowned slots that this process should claim; each process begins elsewhere."""
        owned = {each.number for each in around.slots if each.owner}
        begin = slot_of_unit(tenure.writer.incarnation)
        free = [n for each in range(SLOTS) if (n := (begin + each) % SLOTS) not in owned]
        return free[: max(self._fair(around) - len(tenure.slots), 0)]

    def surplus(self, around: Around, tenure: Tenure) -> list[int]:
        """Return slots that this process owns beyond its fair part, idle ones first."""
        return tenure.busiest()[self._fair(around) :]

    def _fair(self, around: Around) -> int:
        """Return the number of slots of one process if all own about as many."""
        living = {each.incarnation for each in around.members if not each.leaving}
        living -= self.ends.keys()
        return ceil(SLOTS / max(len(living), 1))

    def _tell(self, tenure: Tenure, beat: int) -> None:
        writer, address = tenure.writer, self._settings.address
        row = WriterRow(writer.incarnation, beat, writer.acknowledged, address, self.alphabet)
        self._store.write_writer(row)
        shipped, leaving = tenure.backlog.shipped, self._is_leaving
        key = self._settings.key
        member = Member(writer.incarnation, address, shipped, leaving=leaving, key=key)
        if member != self._told:
            self._store.write_member(member)
            self._told = member
        self._beats[writer.incarnation] = beat
