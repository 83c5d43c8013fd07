"""What a stage has left on this machine: processes and folders."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil

DEADLINE = 300.0


def processes_of(home: Path) -> list[psutil.Process]:
    """Return the processes that were told of this home, by an argument or as their TMPDIR."""
    found = []
    for process in psutil.process_iter():
        try:
            words = [*process.cmdline(), process.environ().get("TMPDIR", "")]
        except psutil.Error:
            continue
        if any(str(home) in word for word in words) and process.status() != psutil.STATUS_ZOMBIE:
            found.append(process)
    return found


def left_of(home: Path) -> list[str]:
    folders = [str(path) for path in (home / "runs").glob("*")]
    state = [str(path) for path in home.glob("stage.json")]
    return [str(process) for process in processes_of(home)] + folders + state


def eventually(holds: Callable[[], bool], seconds: float = DEADLINE) -> bool:
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not (held := holds()) and time.monotonic() < deadline:
        pause.wait(0.05)
    return held
