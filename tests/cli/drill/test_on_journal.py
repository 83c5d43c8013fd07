"""Each drill on the journal holds, and finds what goes wrong without what protects."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from itertools import count
from secrets import randbelow
from typing import Any

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner

from cli.drill.hunts import JournalParts
from cli.drill.on_journal import JOURNAL_DRILLS, report_on_journal
from cli.drill.owner import Owner
from cli.drill.row import Drill
from cli.main import app
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.protocol import Slot, Written
from shared.adapters.journal.store import WriterRow
from shared.adapters.journal.writer import Writer
from shared.adapters.memory.journal import InMemoryJournal

CALM: Drill[object] = Drill("calm", "Nothing", "", "", 5, lambda _: None)
SEEDS = range(1, 8)
"""In one of which what is broken must show."""


class Undying(InMemoryJournal):
    """Shows another heartbeat whenever one is read, so that nobody is ever silent."""

    def __init__(self) -> None:
        super().__init__()
        self._read = count(1)

    def read_writer(self, incarnation: str) -> WriterRow | None:
        row = super().read_writer(incarnation)
        return row and replace(row, beat=next(self._read))


class Unsealed(InMemoryJournal):
    """Says that a journal is sealed, and leaves it open."""

    def put_seal(self, incarnation: str, position: int, floor: int, by: str) -> Written:
        del incarnation, position, floor, by
        return "written"


class Unversioned(InMemoryJournal):
    """Lets every change of a slot through."""

    def write_slot(self, slot: Slot) -> Written:
        self._slots[slot.number] = slot
        return "written"


class Hasty(Writer[Pack]):
    """Acknowledges what is in, whether or not all before it is."""

    def land(self, position: int) -> list[Pack]:
        entry = self._started[position]
        super().land(position)
        return [entry]


class HastyOwner(Owner):
    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        tenure = self.log.host.tenure()
        tenure.writer = Hasty(tenure.writer.incarnation, at_once=4)


def greedy(*parts: Any) -> Owner:
    """Make an owner that seals whoever has a slot by now, as if that one were gone."""
    owner, journal = Owner(*parts), parts[4]
    take = owner.log.host.take

    def take_from_anybody(numbers: Iterable[int], gone: str | None = None) -> None:
        del gone
        for each in numbers:
            take([each], journal.read_slot(each).owner)

    vars(owner.log.host)["take"] = take_from_anybody
    return owner


BROKEN = {
    "owner_killed": JournalParts(journal=Undying),
    "owner_paused": JournalParts(journal=Unsealed),
    "slow_journal": JournalParts(owner=HastyOwner),
    "zone_gone": JournalParts(journal=Unversioned),
}
FOUND = {
    "owner_killed": "was never answered",
    "owner_paused": "which is not in the log",
    "slow_journal": "which is not in the log",
    "zone_gone": "which is not in the log",
}


@pytest.mark.parametrize("name", JOURNAL_DRILLS)
class TestJournalDrill:
    def test_holds(self, name: str) -> None:
        for seed in (1, randbelow(1_000_000)):
            found = report_on_journal(JOURNAL_DRILLS[name], seed)
            assert not found.violations, found
            assert found.commands > 150
            assert found.answered == found.commands or name == "owner_paused"

    def test_finds_what_goes_wrong_without_what_protects(self, name: str) -> None:
        for seed in SEEDS:
            broken = report_on_journal(JOURNAL_DRILLS[name], seed, BROKEN[name])
            if any(FOUND[name] in each for each in broken.violations):
                return
        pytest.fail(f"no seed of {name} found it")

    def test_needs_the_fault_for_it(self, name: str) -> None:
        assert not report_on_journal(CALM, 1, BROKEN[name]).violations


def test_finds_who_lives_and_is_deposed() -> None:
    found = report_on_journal(JOURNAL_DRILLS["zone_gone"], 1, JournalParts(owner=greedy))
    assert any("was deposed" in each for each in found.violations)


class TestCommand:
    def test_plays_them_by_name_says_the_same_of_one_seed_and_ends_its_threads(self) -> None:
        before = threading.active_count()
        first, again = (
            CliRunner().invoke(app, ["drill", "zone_gone", "--seed", "4", "--json"])
            for _ in range(2)
        )
        assert first.exit_code == 0, first.output
        assert first.stdout == again.stdout
        assert threading.active_count() == before
