from __future__ import annotations

from shared.adapters.journal.liveness import Watch
from shared.adapters.journal.store import WriterRow

SILENCE = 3.0


class Observer:
    """Looks once a second at a writer, and writes a heartbeat of its own in some seconds."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.beats = 0
        self._watch = Watch(lambda: self.seconds, lambda: self.beats, SILENCE)

    def look(self, beat: int | None, *, writes: bool = True) -> bool:
        self.seconds += 1
        self.beats += writes
        row = None if beat is None else WriterRow("w", beat, 0, "", b"")
        return self._watch.is_silent("w", row)


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
