"""Collects the lines of the stage's programs into files that `rumpus logs` reads.

The programs write to files of the run, which need no reader: a killed launcher blocks no program.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Lock, Thread

from msgspec.json import Encoder

from cli.logs.duck import RECENT, to_parquet
from cli.logs.rows import row_of
from shared.runtime import clock

EVERY_SECONDS = 0.3
MOST_LINES = 50_000
OLDEST_SECONDS = 60.0
"""Maximum size and age of a file of recent lines, which then becomes Parquet."""

MOST_WAITING = 100_000
"""Maximum pushed lines that are not in a file yet."""

PUSHED = "pushed"
"""The program of a pushed line that names none."""

MOST_BYTES = 1 << 20
"""Maximum bytes of a line; a longer one is cut before it is read."""

_encode = Encoder().encode


class Source:
    """A growing file, read from where the last read ended."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        self._rest = b""

    def lines(self) -> Iterable[bytes]:
        """Return the lines written since; an incomplete line waits for its end."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._at)
                data = file.read()
        except FileNotFoundError:
            return ()
        self._at += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        self._rest = self._rest[:MOST_BYTES]
        return [each[:MOST_BYTES] for each in lines if each]


class Collector:
    """Writes the lines of some files into the folder of a store."""

    def __init__(self, run: Path, sources: Iterable[str]) -> None:
        self.folder = run / "logs"
        (self.folder / RECENT).mkdir(parents=True, exist_ok=True)
        self._sources = {each: Source(run / f"{each}.log") for each in sources}
        self._ended = Event()
        self._thread = Thread(target=self._run, name="logs", daemon=True)
        self._pushed: deque[bytes] = deque()
        self._pushing = Lock()
        self._recent: Path | None = None
        self._count = 0
        self._since = 0.0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take the remaining lines, and stop."""
        self._ended.set()
        self._thread.join()

    def push(self, lines: Sequence[bytes]) -> bool:
        """Store lines that no file of the run has; take none and return False if too many wait."""
        with self._pushing:
            if len(self._pushed) + len(lines) > MOST_WAITING:
                return False
            self._pushed.extend(lines)
            return True

    def take(self) -> int:
        """Take all lines written since; return their number."""
        now = clock.now().timestamp()
        rows = [
            _encode(row_of(line, name, int(now * 1000)))
            for name, source in self._sources.items()
            for line in source.lines()
        ]
        waiting = [self._pushed.popleft() for _ in range(len(self._pushed))]
        rows += [_encode(row_of(line, PUSHED, int(now * 1000))) for line in waiting]
        if rows:
            self._add(rows, now)
        if self._recent and (self._count >= MOST_LINES or now - self._since > OLDEST_SECONDS):
            self.store()
        return len(rows)

    def store(self) -> None:
        """Write the recent lines to a file of their hour."""
        if self._recent is not None:
            began = datetime.fromtimestamp(self._since, UTC)
            to_parquet(self._recent, self.folder, f"{began:%Y-%m-%d}", f"{began:%H}")
            self._recent = None

    def _add(self, rows: list[bytes], now: float) -> None:
        if self._recent is None:
            self._recent = self.folder / RECENT / f"{int(now * 1000)}.jsonl"
            self._since, self._count = now, 0
        with self._recent.open("ab") as file:
            file.write(b"\n".join(rows) + b"\n")
        self._count += len(rows)

    def _run(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            self.take()
        self.take()
