"""When an entry leaves: at once where little comes, with more commits where much does."""

from __future__ import annotations

from threading import Barrier, Thread
from zlib import decompress

import pytest

from shared.adapters.journal.log import JournalLog
from shared.adapters.journal.pack import Pack
from shared.adapters.journal.settings import Settings
from shared.adapters.journal.tenure import FULL, Tenure
from shared.adapters.memory.journal import InMemoryJournal
from shared.runtime.clock import new_id
from tests.ports.journals import PACKED
from tests.ports.test_log import ANN, BOB, commit

GAP = 0.005


def offer(tenure: Tenure, stream: str, position: int) -> Pack:
    offered = tenure.offer(PACKED.prepare(commit(stream, position)))
    assert isinstance(offered, Pack)
    return offered


class TestEntry:
    def test_of_an_idle_writer_is_due_when_its_first_commit_comes(self) -> None:
        tenure = Tenure("w", Settings(at_once=4))
        assert tenure.due_in(100.0, GAP) is None
        for position, now in enumerate((100.0, 100.0 + GAP, 101.0), 1):
            offer(tenure, ANN, position)
            assert tenure.due_in(now, GAP) == 0
            tenure.start(now)

    def test_of_a_busy_writer_gathers_since_the_last_one_began(self) -> None:
        tenure = Tenure("w", Settings(at_once=4))
        offer(tenure, ANN, 1)
        tenure.start(100.0)
        second = offer(tenure, ANN, 2)
        assert tenure.due_in(100.001, GAP) == pytest.approx(0.004)
        assert offer(tenure, BOB, 1) is second
        assert tenure.due_in(100.0 + GAP, GAP) == pytest.approx(0)

    def test_that_is_full_gathers_no_more(self) -> None:
        tenure = Tenure("w", Settings(at_once=4))
        offer(tenure, ANN, 1)
        tenure.start(100.0)
        offer(tenure, ANN, 2)
        position = 2
        while tenure.due_in(100.0, GAP):
            position += 1
            offer(tenure, ANN, position)
        assert len(decompress(tenure.start(100.0)[1])) >= FULL

    def test_waits_for_a_free_place(self) -> None:
        tenure = Tenure("w", Settings(at_once=1))
        offer(tenure, ANN, 1)
        tenure.start(100.0)
        offer(tenure, ANN, 2)
        assert tenure.due_in(200.0, GAP) is None
        tenure.land(1)
        assert tenure.due_in(200.0, GAP) == 0


class TestGroup:
    def test_leaves_in_one_entry_however_idle_the_writer(self) -> None:
        store = InMemoryJournal()
        log = JournalLog(store, PACKED, new_id, Settings(gap=0.0))
        try:
            for position in range(1, 21):
                appends = [[commit(each, position)] for each in (ANN, BOB)]
                assert log.append_each(appends) == [None, None]
            assert len(list(store.entries(log.host.incarnation, 1, None))) == 20
        finally:
            log.close()

    def test_is_all_acknowledged_where_many_come_at_once(self) -> None:
        log = JournalLog(InMemoryJournal(), PACKED, new_id, Settings(gap=0.001))
        streams = [f"codebattle/b1/player/p{n}" for n in range(8)]
        begin = Barrier(len(streams))
        told: list[Exception | None] = []

        def play(stream: str) -> None:
            begin.wait(60)
            for position in range(1, 21):
                told.extend(log.append_each([[commit(stream, position)]]))

        threads = [Thread(target=play, args=[each]) for each in streams]
        try:
            for each in threads:
                each.start()
            for each in threads:
                each.join()
        finally:
            log.close()
        assert told == [None] * 160
