"""Keeps the addresses of the owners of slots, as far as this process knows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from threading import Lock

from msgspec import Struct

from shared.adapters.journal.store import Directory
from shared.application.commands.ports import LogUnavailable

FRESH_SECONDS = 0.1
"""Seconds for which addresses are not read again: a crowd that loses its owner reads them once."""


class NoOwner(LogUnavailable):
    """No process answers for the slot at present; another one will soon."""


class Address(Struct, frozen=True, order=True):
    """Where a process that owns slots is reached, and the key that it answers to."""

    place: str
    key: bytes


class Addresses:
    """Reads the addresses once, and again when an owner has changed. Thread-safe."""

    def __init__(self, store: Directory, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._lock = Lock()
        self._read_at = float("-inf")
        self._of_slots: dict[int, Address] = {}
        self._members: list[Address] = []
        self._slots_of: Counter[Address] = Counter()

    def of(self, slot: int) -> Address:
        """Return the address of a slot's owner; raise NoOwner.

        For a slot without an owner, it is the member with the fewest slots, which will claim it.
        """
        if not self._members:
            self.refresh(self._now())
        if owner := self._of_slots.get(slot):
            return owner
        if not self._members:
            raise NoOwner("no process owns slots")
        return min(self._members, key=lambda each: (self._slots_of.get(each, 0), each))

    def known(self, slot: int) -> Address | None:
        """Return the address of a slot's owner as last read, without reading it again."""
        return self._of_slots.get(slot)

    def note(self, slot: int, owner: Address) -> None:
        """Note that a process has answered for a slot; it owns the slot if no process did."""
        if self._of_slots.get(slot) != owner:
            with self._lock:
                self._of_slots[slot] = owner

    def together(self, slots: Iterable[int]) -> list[tuple[int, ...]]:
        """Return slots in groups that have the same owner."""
        groups: dict[Address, list[int]] = {}
        for slot in slots:
            groups.setdefault(self.of(slot), []).append(slot)
        return [tuple(each) for each in groups.values()]

    def refresh(self, since: float) -> None:
        """Read the addresses again, unless another thread has begun to since that time."""
        with self._lock:
            if self._read_at > since - FRESH_SECONDS and self._members:
                return
            began = self._now()
            members = [each for each in self._store.read_members() if each.address]
            reached = {each.incarnation: Address(each.address, each.key) for each in members}
            owners = {each.number: each.owner for each in self._store.read_slots()}
            staying = [each for each in members if not each.leaving]
            self._members = sorted(reached[each.incarnation] for each in staying)
            self._of_slots = {
                slot: reached[owner] for slot, owner in owners.items() if owner in reached
            }
            self._slots_of = Counter(self._of_slots.values())
            self._read_at = began
