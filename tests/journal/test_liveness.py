from __future__ import annotations

from shared.adapters.journal.liveness import REMEMBERED_SECONDS, Watch
from shared.adapters.journal.store import WriterRow

SILENCE = 3.0


class Observer:
    """Looks once a second at a writer, and writes a heartbeat of its own in some seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.beats = 0
        self._watch = Watch(lambda: self.seconds, lambda: self.beats, SILENCE)

    def look(self, beat: int | None, *, writes: bool = True, writer: str = "w") -> bool:
        self.seconds += 1
        self.beats += writes
        row = None if beat is None else WriterRow(writer, beat, 0, "10.0.0.7:8080", b"")
        return self._watch.is_silent(writer, row)

    def waits(self, writer: str) -> int:
        """Return after how many looks at the same heartbeat a writer is taken for gone."""
        return next(looks for looks in range(100) if self.look(7, writer=writer))


class TestWatch:
    def test_takes_for_gone_whose_heartbeat_stays_the_same(self) -> None:
        observer = Observer()
        assert [observer.look(7) for _ in range(5)] == [False, False, False, True, True]

    def test_takes_nobody_for_gone_who_beats(self) -> None:
        observer = Observer()
        assert not any(observer.look(beat // 3) for beat in range(60))

    def test_takes_for_gone_who_has_no_row(self) -> None:
        assert Observer().look(None)

    def test_takes_nobody_for_gone_while_its_own_heartbeats_are_late(self) -> None:
        """All are slow then, and the other's heartbeat is on its way as well."""
        observer = Observer()
        assert not any(observer.look(7, writes=second % 60 == 0) for second in range(1, 60))
        assert [observer.look(7) for _ in range(2)] == [False, True]

    def test_waits_longer_the_more_often_it_was_wrong(self) -> None:
        """A process that was taken for gone and lives begins its next journal."""
        observer = Observer()
        assert [observer.waits(f"w{number}") for number in range(6)] == [3, 6, 12, 24, 24, 24]

    def test_forgets_in_time_that_it_was_wrong(self) -> None:
        observer = Observer()
        assert [observer.waits(writer) for writer in ("w1", "w2")] == [3, 6]
        observer.seconds += REMEMBERED_SECONDS
        observer.look(1)
        assert observer.waits("w3") == 6, "the writer of w2 lived"
        observer.seconds += REMEMBERED_SECONDS
        assert observer.waits("w3") <= 3

    def test_is_not_more_patient_with_whoever_stays_gone(self) -> None:
        observer = Observer()
        assert observer.waits("w1") == 3
        assert all(observer.look(7, writer="w1") for _ in range(3))
        assert observer.waits("w1") == 0

    def test_counts_a_wrong_guess_once(self) -> None:
        """Another may still take over from the former journal while the next one is written."""
        observer = Observer()
        assert observer.waits("w1") == 3
        for _ in range(5):
            observer.look(1, writer="w2")
            observer.look(7, writer="w1")
        assert observer.waits("w2") <= 6
