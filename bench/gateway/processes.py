"""Child processes that are measured: one core for the server, another for who loads it."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.rows import Skipped

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "bench/c"
BUILT = ROOT / ".rumpus/bench"

TICK = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 20


def cores() -> tuple[int, int]:
    """Return the core of the server and that of its load; the same one if there is only one."""
    known = sorted(os.sched_getaffinity(0))
    return known[0], known[-1]


def program(name: str, *sources: str) -> str:
    """Build a C program unless it is newer than its sources; raise Skipped without a compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise Skipped("there is no C compiler")
    target = BUILT / name
    paths = [SOURCES / each for each in sources]
    newest = max(each.stat().st_mtime for each in SOURCES.iterdir())
    if not target.exists() or target.stat().st_mtime < newest:
        BUILT.mkdir(parents=True, exist_ok=True)
        argv = [compiler, "-O2", "-Wall", "-Wextra", "-o", str(target), *map(str, paths)]
        subprocess.run(argv, check=True)  # noqa: S603 - the compiler found above
    return str(target)


class Process:
    """A child with what it has used so far."""

    def __init__(self, child: subprocess.Popen[str]) -> None:
        self.child = child

    def line(self) -> str:
        """Return the next line that it prints; raise RuntimeError at its end."""
        assert self.child.stdout is not None
        line = self.child.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.child.args!r} ended")
        return line

    def tell(self, line: str) -> None:
        assert self.child.stdin is not None
        self.child.stdin.write(line + "\n")
        self.child.stdin.flush()

    @property
    def cpu_seconds(self) -> float:
        """User and system time of all threads, in steps of the kernel's tick of 10 ms."""
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    @property
    def resident_bytes(self) -> int:
        pages = int(Path(f"/proc/{self.child.pid}/statm").read_text().split()[1])
        return pages * resource.getpagesize()

    @property
    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.child.pid}/fd").iterdir()))

    @property
    def waited_seconds(self) -> float:
        """Seconds that it waited for its core while another program used it."""
        return int(Path(f"/proc/{self.child.pid}/schedstat").read_text().split()[1]) / 1e9


@contextmanager
def running(argv: Sequence[str], core: int, folder: Path = ROOT) -> Iterator[Process]:
    """Run a program on one core; end it by closing its input, or else by a signal."""

    def prepare() -> None:
        os.sched_setaffinity(0, {core})
        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    child = subprocess.Popen(  # noqa: S603 - our own programs
        argv,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
        preexec_fn=prepare,  # noqa: PLW1509 - this process has no threads when it forks
    )
    try:
        yield Process(child)
    finally:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]
