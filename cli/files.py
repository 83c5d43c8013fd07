"""Files that the command line keeps: read whole or not at all, whatever happens meanwhile."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cli.failure import Failed


def replace_file(path: Path, text: str) -> None:
    """Write a file beside and put it in the place of the old one: a full disk loses nothing.

    Its owner alone may read it. Raises Failed, with the old file as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=path.parent, prefix=f".{path.name}.", delete=False
        ) as beside:
            try:
                beside.write(text)
                beside.flush()
                os.fsync(beside.fileno())
                Path(beside.name).replace(path)
            except BaseException:
                Path(beside.name).unlink()
                raise
    except OSError as error:
        raise Failed(f"{path} can't be written: {error.strerror}.") from error


def refuse_unwritable(*files: Path | None) -> None:
    """Raise Failed before a long run whose figures could not be kept."""
    for file in filter(None, files):
        if not os.access(file if file.exists() else file.parent, os.W_OK) or file.is_dir():
            raise Failed(f"{file} can't be written.")


@contextmanager
def only_writer(path: Path) -> Iterator[None]:
    """Wait until no other process of this user changes the file. Raises Failed."""
    lock = path.with_name(f".{path.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise Failed(f"{path} can't be written: {error.strerror}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
