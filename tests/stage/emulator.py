"""A MiniStack of the launcher's, for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from localstack import folder, ministack
from localstack.deploy import Account
from localstack.ports import HOST, free_ports


@dataclass(frozen=True)
class Emulator:
    """It answers on a port, and keeps what it knows in the folder of its run."""

    run: Path
    port: int

    @property
    def account(self) -> Account:
        return Account(f"http://{HOST}:{self.port}")


@contextmanager
def emulator(origins: Sequence[str] = ()) -> Iterator[Emulator]:
    """Start one, and end it; `origins` are the web origins that may call the players' API."""
    ports = free_ports()
    run, held = folder.create(folder.HOME)
    child = ministack.ministack(run, ports, origins)
    try:
        child.start()
        child.wait_ready(lambda: ministack.answers(ports.aws))
        yield Emulator(run, ports.aws)
    finally:
        child.stop()
        folder.leave(run, held)
