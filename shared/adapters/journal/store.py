"""Declares what the journal needs from its store besides the requests of its protocol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from shared.adapters.journal.protocol import Judge, Slot


class WriterRow(Struct, frozen=True):
    """A writer's row: `beat` increases while it is alive, `alphabet` decodes its entries' numbers.

    The writer has acknowledged all entries up to `floor`; segments hold those up to `kept`.
    """

    incarnation: str
    beat: int
    floor: int
    address: str
    alphabet: bytes
    kept: int = 0


class Member(Struct, frozen=True):
    """A writer that others reach at `address` with its `key`, or with facts to be passed on yet.

    Its facts are passed on up to the position `shipped`. A `leaving` member takes no more slots.
    The row is removed once nothing of the writer is left to do.
    """

    incarnation: str
    address: str
    shipped: int = 0
    leaving: bool = False
    key: bytes = b""


class Directory(Protocol):
    """Tells who owns each slot, and its address. Every method may raise LogUnavailable."""

    def read_slots(self) -> Sequence[Slot]:
        """Return all slots that were ever claimed."""

    def read_members(self) -> Sequence[Member]:
        """Return all members."""


class JournalStore(Judge, Directory, Protocol):
    """Every method may raise LogUnavailable; the protocol's writes return `unknown` instead."""

    def write_writer(self, row: WriterRow) -> None:
        """Write a writer's row except `kept`, unless a later heartbeat is stored."""

    def read_writer(self, incarnation: str) -> WriterRow | None:
        """Return the row, strongly consistent."""

    def write_member(self, member: Member) -> None:
        """Write a member's row unconditionally."""

    def remove_member(self, incarnation: str) -> None:
        """Remove the row of a member once nothing of it is left to do."""

    def entries(self, incarnation: str, first: int, last: int | None) -> Iterator[bytes]:
        """Yield the entries from a position to another one, or to the first gap or the seal."""

    def raise_floor(self, incarnation: str, floor: int) -> None:
        """Store the position up to which segments hold a journal, if its writer has a row."""

    def expires_at(self, incarnation: str, position: int) -> datetime | None:
        """Return when an entry may expire: None for a seal, or if the position is free."""

    def postpone(self, incarnation: str, first: int, last: int) -> None:
        """Extend the expiry of entries as if they were written now."""
