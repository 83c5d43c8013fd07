"""What the journal needs from its store beside the requests of its protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from shared.adapters.journal.protocol import Judge, Slot


class WriterRow(Struct, frozen=True):
    """A writer: `beat` counts on while it lives, `alphabet` is what its entries' numbers mean."""

    incarnation: str
    beat: int
    floor: int
    address: str
    alphabet: bytes


class JournalStore(Judge, Protocol):
    """Every method raises LogUnavailable; the writes of the protocol return `unknown` instead."""

    def write_writer(self, row: WriterRow) -> None:
        """Write a writer's row, unless a later heartbeat is there."""

    def read_writer(self, incarnation: str) -> WriterRow | None:
        """Return the row, strongly consistent."""

    def read_slots(self) -> Sequence[Slot]:
        """Return all slots that were ever claimed."""

    def entries(self, incarnation: str, first: int, last: int | None) -> Iterator[bytes]:
        """Yield the entries from a position to another one, or to the first gap or the seal."""
