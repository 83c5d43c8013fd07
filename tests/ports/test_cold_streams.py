"""Streams that are on the disk, not in memory, are as those in memory for whoever uses them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.adapters.journal import last_snapshots
from shared.adapters.journal.cold import ColdStreams
from shared.adapters.journal.heads import Heads
from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.slots import slot_of
from shared.adapters.journal.tenure import Tenure
from shared.adapters.memory.journal import InMemoryJournal
from shared.adapters.memory.snapshots import InMemorySnapshots
from shared.application.commands.handle_command import handle_command
from shared.application.commands.ports import LogUnavailable
from shared.application.commands.stream_cache import StreamCache
from shared.games.hunt import HUNT
from shared.games.hunt import commands as c
from shared.games.hunt.streams import hunt_stream, seeker_stream
from shared.kernel.facts import Command
from shared.runtime.clock import new_id
from shared.wire.packed import PackedCodec
from tests.games.hunt.hunting import FREE
from tests.ports.journals import PACKED
from tests.ports.test_log import ANN, BOB, commit

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ("ann", "ben", "cat")
CODEC = PackedCodec([HUNT])
ONE = 1
"""Stream in memory: each that is used puts the one before on the disk."""

type Act = tuple[str, int]
ACTS = st.lists(
    st.tuples(st.sampled_from([*NAMES * 4, "repeat", "hand over"]), st.integers(0, 30)),
    min_size=30,
    max_size=60,
)


class Played:
    """A hunt of three, by one owner after the other; `told` is all that anybody was told."""

    def __init__(self, streams: int) -> None:
        self._store, self._snapshots = InMemoryJournal(), InMemorySnapshots()
        self._settings = Settings(gap=0.0, streams=streams)
        self._sent: list[tuple[Command, str, str]] = []
        self.told: list[object] = []
        self._begin()
        begin = (NOON, NOON + timedelta(hours=1))
        self._send(c.PlanHunt(NOON, "h", "A hunt", *begin, FREE), "operator")
        for name in NAMES:
            self._send(c.JoinHunt(NOON, "h", name, name), name)

    def play(self, acts: Sequence[Act]) -> None:
        for name, number in acts:
            if name == "repeat":
                self._do(*self._sent[-1 - number % len(self._sent)])
            elif name == "hand over":
                self.log.close()
                self._begin()
            else:
                self._send(self._next(name, number), name)

    def streams(self) -> Iterator[object]:
        for name in (hunt_stream("h"), *(seeker_stream("h", each) for each in NAMES)):
            yield list(self.log.read(name))
            yield self.log.latest(name)
            yield list(self.log.read(name, after=2, limit=3))
        yield sorted(self.log.streams("hunt/h/player"))

    def take_over(self) -> None:
        """Let another one own the slot, without the help of the one that does."""
        self._settings = replace(self._settings, silence=0.0)
        self._begin()
        while True:
            with suppress(LogUnavailable):
                self.log.host.claim(slot_of(hunt_stream("h")))
                return

    def close(self) -> None:
        self.log.close()

    def _begin(self) -> None:
        self.log = JournalLog(self._store, CODEC, new_id, self._settings, snapshots=self._snapshots)
        self._cache = StreamCache(lambda: 0.0, size=ONE)

    def _next(self, name: str, number: int) -> Command:
        at = NOON + timedelta(seconds=len(self._sent))
        acts: tuple[Command, ...] = (c.Search(at, "h", name), c.Dig(at, "h", name))
        return acts[number] if number < len(acts) else c.Move(at, "h", name, number % 2, 0)

    def _send(self, command: Command, by: str) -> None:
        self._sent.append((command, by, f"{len(self._sent):016x}"))
        self._do(*self._sent[-1])

    def _do(self, command: Command, by: str, ident: str) -> None:
        told = handle_command(
            self.log, self._cache, HUNT, command, by=by, command_id=ident, pause=lambda _: None
        )
        self.told.append((told.outcome, told.repeated, told.commits))


class TestColdStreams:
    @settings(max_examples=8, deadline=None)
    @given(acts=ACTS)
    def test_change_no_answer_and_no_commit(self, acts: list[Act]) -> None:
        cold, warm = Played(ONE), Played(4096)
        with closing(cold), closing(warm):
            cold.play(acts)
            warm.play(acts)
            assert cold.told == warm.told
            assert list(cold.streams()) == list(warm.streams())

    def test_are_whole_for_who_takes_over_from_a_crash(self) -> None:
        """The one before gives nothing up; its snapshot has what is on its disk."""
        cold = Played(ONE)
        cold.play([(name, step % 2 + 2) for step in range(20) for name in NAMES])
        host = cold.log.host
        host._sections._write(host.tenure())
        cold.play([("ann", 3), ("ben", 2)])
        before = list(cold.streams())
        with closing(cold):
            first = cold.log
            with closing(first):
                cold.take_over()
                assert list(cold.streams()) == before
                cold.play([("cat", 3), ("repeat", 2)])

    def test_stay_in_memory_while_they_are_written(self) -> None:
        tenure = Tenure("w", Settings(streams=ONE))
        with closing(tenure.heads):
            for each in (commit(ANN, 1), commit(BOB, 1), commit(ANN, 2)):
                assert isinstance(tenure.offer(PACKED.prepare(each)), Pack)

    def test_stay_in_memory_if_the_disk_takes_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse(_: object, rows: Any) -> None:
            raise LogUnavailable(str(rows))

        monkeypatch.setattr(ColdStreams, "put", refuse)
        heads = Heads(most=ONE)
        for number in range(5):
            heads.load(str(number), 1, [b"kept"], None)
        assert [head and head.newest for head in map(heads.find, "01234")] == [[b"kept"]] * 5
        assert not heads.is_lost

    def test_are_read_anew_from_the_journal_if_the_disk_loses_them(self) -> None:
        cold = Played(ONE)
        with closing(cold):
            cold.play([("ann", 3)])
            before = list(cold.streams())
            incarnation = cold.log.host.incarnation
            cold.log.host.tenure().heads._cold.close()
            with pytest.raises(LogUnavailable, match="lost"):
                list(cold.log.read(hunt_stream("h")))
            while cold.log.host.incarnation == incarnation:
                cold.log.host.over.wait(0.01)
            cold.take_over()
            assert list(cold.streams()) == before


def test_snapshots_of_others_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_snapshots, "RECENT_SECONDS", 0.0)
    snapshots = last_snapshots.LastSnapshots(InMemorySnapshots())
    snapshots.busy("w")
    snapshots.forget()
    assert not snapshots._recent
