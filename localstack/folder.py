"""A run's folder, which exists exactly as long as a process holds its lock.

The launcher and every guard hold it. The kernel drops a lock with its process, so the last process
removes the folder, however the others ended; a folder without a holder is a leftover.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from localstack import state

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".rumpus"
RUNS = "runs"


def hold(folder: Path) -> int:
    """Share the folder's lock until the returned descriptor is closed."""
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def is_held(folder: Path) -> bool:
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def remove_if_unheld(folder: Path) -> None:
    with suppress(FileNotFoundError, BlockingIOError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
            state.forget(home_of(folder), folder)
        finally:
            os.close(descriptor)


def leave(folder: Path, descriptor: int) -> None:
    os.close(descriptor)
    remove_if_unheld(folder)


def home_of(folder: Path) -> Path:
    return folder.parent.parent


def create(home: Path) -> tuple[Path, int]:
    """Remove leftovers of earlier runs, then make this run's folder and hold it."""
    runs = home / RUNS
    runs.mkdir(parents=True, exist_ok=True)
    for leftover in runs.iterdir():
        remove_if_unheld(leftover)
    while True:
        folder = runs / secrets.token_hex(4)
        folder.mkdir()
        with suppress(FileNotFoundError):
            descriptor = hold(folder)
            if folder.exists():
                return folder, descriptor
            os.close(descriptor)
