"""Whether a writer still lives, by the observer's own clock."""

from __future__ import annotations

from collections.abc import Callable

from shared.adapters.journal.store import WriterRow


class Watch:
    """A wrong guess costs the writer its slots, and nobody a commit."""

    def __init__(self, now: Callable[[], float], silence: float) -> None:
        self._now = now
        self._silence = silence
        self._seen: dict[str, tuple[int, float]] = {}

    def is_silent(self, incarnation: str, row: WriterRow | None) -> bool:
        """Say whether the same heartbeat has been seen for long enough."""
        if row is None:
            return True
        beat, since = self._seen.get(incarnation, (-1, 0.0))
        if beat != row.beat:
            self._seen[incarnation] = (row.beat, self._now())
            return False
        return self._now() - since >= self._silence
