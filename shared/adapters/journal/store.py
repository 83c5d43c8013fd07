"""What the journal needs from its store beside the requests of its protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.adapters.journal.protocol import Judge, Slot


class WriterRow(Struct, frozen=True):
    """A writer: `beat` counts on while it lives, `alphabet` is what its entries' numbers mean.

    It has acknowledged all up to `floor`; `kept` is up to where segments are known to hold it.
    """

    incarnation: str
    beat: int
    floor: int
    address: str
    alphabet: bytes
    kept: int = 0


class Member(Struct, frozen=True):
    """A writer that others reach at `address`, or whose facts are not all passed on yet.

    `shipped` is the position up to which they are. One that is `leaving` takes no slots any more.
    The row goes when nothing is left to be done.
    """

    incarnation: str
    address: str
    shipped: int = 0
    leaving: bool = False


class Directory(Protocol):
    """Who owns which slot, and where it is reached. Every method raises LogUnavailable."""

    def read_slots(self) -> Sequence[Slot]:
        """Return all slots that were ever claimed."""

    def read_members(self) -> Sequence[Member]:
        """Return all members."""


class JournalStore(Judge, Directory, Protocol):
    """Every method raises LogUnavailable; the writes of the protocol return `unknown` instead."""

    def write_writer(self, row: WriterRow) -> None:
        """Write a writer's row but for what is kept, unless a later heartbeat is there."""

    def read_writer(self, incarnation: str) -> WriterRow | None:
        """Return the row, strongly consistent."""

    def write_member(self, member: Member) -> None:
        """Write a member's row, whatever was there."""

    def remove_member(self, incarnation: str) -> None:
        """Remove the row of a member of which nothing is left to be done."""

    def entries(self, incarnation: str, first: int, last: int | None) -> Iterator[bytes]:
        """Yield the entries from a position to another one, or to the first gap or the seal."""

    def raise_floor(self, incarnation: str, floor: int) -> None:
        """Take note up to where segments hold a journal whose writer has a row."""

    def expires_at(self, incarnation: str, position: int) -> datetime | None:
        """Return when an entry may be removed: None for a seal, or if nothing is there."""

    def postpone(self, incarnation: str, first: int, last: int) -> None:
        """Let entries stay for as long as if they were written now."""
