"""Gathers the lines that the stage's programs write into files that `rumpus logs` reads.

The programs write to files of the run, which need nobody to read them: a launcher that is killed
holds nobody up.
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
"""A file of recent lines becomes Parquet when it has so many, or is so old."""

MOST_WAITING = 100_000
"""Lines that were pushed and are not in a file yet."""

PUSHED = "pushed"
"""The program of a line that was pushed and names none."""

MOST_BYTES = 1 << 20
"""Of a line: what is longer is cut before it is read."""

_encode = Encoder().encode


class Source:
    """A file that grows, from where it was read last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0
        self._rest = b""

    def lines(self) -> Iterable[bytes]:
        """Return what was written since, line by line; the start of a line waits for its end."""
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
        """Take what is there yet, and end."""
        self._ended.set()
        self._thread.join()

    def push(self, lines: Sequence[bytes]) -> bool:
        """Have lines stored that no file of the run has; False: too many wait, none was taken."""
        with self._pushing:
            if len(self._pushed) + len(lines) > MOST_WAITING:
                return False
            self._pushed.extend(lines)
            return True

    def take(self) -> int:
        """Take all that was written since; return how many lines."""
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
        """Turn the recent lines into a file of their hour."""
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
