"""What a world's store holds, and what must not be."""

from __future__ import annotations

from collections import Counter

from msgspec.json import decode

from shared.adapters.journal.protocol import Slot
from tests.journal.parts import SLOTS
from tests.journal.store import Store


class Judge:
    """`answered` is where each acknowledged command stands; `faults` counts what must not be."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.answered: dict[int, tuple[str, int]] = {}
        self.read: dict[int, list[int]] = {}
        self.faults: Counter[str] = Counter()

    def look(self, pick: int) -> bool:
        """Anybody reads a slot: what was read before must not change."""
        slot = pick % SLOTS
        found = [id_ for id_, _ in self._history(slot)]
        before = self.read.get(slot, [])
        if found[: len(before)] != before:
            self.faults["changed"] += 1
        self.read[slot] = found
        return True

    def judge(self) -> None:
        """Count what must not be."""
        streams: dict[str, list[int]] = {}
        for slot in range(SLOTS):
            self.look(slot)
            for id_, stream in self._history(slot):
                streams.setdefault(stream, []).append(id_)
        for ids in streams.values():
            self.faults["twice"] += len(ids) - len(set(ids))
        for id_, (stream, position) in self.answered.items():
            ids = streams.get(stream, [])
            self.faults["lost"] += id_ not in ids
            self.faults["out of order"] += id_ in ids and ids[position - 1 : position] != [id_]

    def folded(self, slot: Slot) -> list[tuple[int, str]]:
        """What the spans that have ended hold of a slot."""
        found: list[tuple[int, str]] = []
        for span in slot.spans:
            if span.last is not None:
                entries = self.store.entries(span.incarnation, span.first, span.last)
                self.faults["hole"] += len(entries) != span.last - span.first + 1
                found += _of_slot(entries, slot.number)
        return found

    def _history(self, number: int) -> list[tuple[int, str]]:
        slot = self.store.read_slot(number)
        found = self.folded(slot)
        if slot.owner is not None:
            span = slot.spans[-1]
            found += _of_slot(self.store.entries(span.incarnation, span.first, None), number)
        return found


def _of_slot(entries: list[bytes], slot: int) -> list[tuple[int, str]]:
    every = [tuple(each) for entry in entries for each in decode(entry)]
    return [(id_, stream) for id_, stream in every if stream.startswith(f"{slot}/")]
