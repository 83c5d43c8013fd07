"""Starts, watches and ends a program of the stage under its guard, and names it if it fails."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from localstack.folder import ROOT
from localstack.guard import GRACE_SECONDS, KEEP, Order

POLL_SECONDS = 0.02
LOG_TAIL = 25


class StageError(Exception):
    """The stage can't start or go on; the message is a sentence that says why."""


def _environment() -> dict[str, str]:
    """Return the launcher's environment, without those of a developer's account or other stage."""
    own = ("AWS_", "RUMPUS_", "CDK_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(own)}


@dataclass
class Child:
    """`environment` is added to the launcher's; output goes to `<run>/<name>.log`."""

    name: str
    argv: list[str]
    run: Path
    environment: dict[str, str] = field(default_factory=dict)
    cwd: Path | None = None
    user: str | None = None
    stop_signal: int = signal.SIGTERM
    _guard: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        return self.run / self.name

    @property
    def log(self) -> Path:
        return self.run / f"{self.name}.log"

    def start(self) -> None:
        self.home.mkdir(exist_ok=True)
        order = Order(
            argv=self.argv,
            run=str(self.run),
            home=str(self.home),
            cwd=str(self.cwd or self.home),
            user=self.user,
            stop=self.stop_signal,
        )
        with self.log.open("ab") as log:
            self._guard = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-m", "localstack.guard", json.dumps(order)],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env={**_environment(), **self.environment, "TMPDIR": str(self.home)},
                start_new_session=True,
            )

    @property
    def program(self) -> psutil.Process:
        """Return the program's process; raise StageError once it has ended."""
        if self._guard is None or not (found := psutil.Process(self._guard.pid).children()):
            raise StageError(f"{self.name} does not run")
        return found[0]

    def let_go(self, *, keep: bool = False) -> None:
        """Order the program to end, and return at once."""
        if self._guard is not None and self._guard.stdin is not None:
            if keep:
                self._guard.stdin.write(KEEP)
            self._guard.stdin.close()

    def wait_ended(self) -> None:
        if self._guard is None:
            return
        try:
            self._guard.wait(2 * GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()
        self._guard = None

    def stop(self, *, keep: bool = False) -> None:
        self.let_go(keep=keep)
        self.wait_ended()

    def status(self) -> int | None:
        """Return the program's exit status, or None while it runs."""
        return None if self._guard is None else self._guard.poll()

    def finish(self, seconds: float) -> None:
        """Wait until the program ends by itself; raise StageError if it fails or takes longer."""
        deadline = time.monotonic() + seconds
        while (status := self.status()) is None:
            if time.monotonic() > deadline:
                self.stop()
                raise StageError(f"{self.name} took longer than {seconds:.0f} s\n{self.tail()}")
            time.sleep(POLL_SECONDS)
        self.stop()
        if status:
            raise StageError(f"{self.name} failed with status {status}\n{self.tail()}")

    def wait_ready(self, is_ready: Callable[[], bool], seconds: float = 30) -> None:
        """Poll until it answers; raise StageError if it ends or does not answer in time."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if self.status() is not None:
                raise StageError(f"{self.name} ended while starting\n{self.tail()}")
            if time.monotonic() > deadline:
                raise StageError(f"{self.name} did not answer in {seconds:.0f} s\n{self.tail()}")
            time.sleep(POLL_SECONDS)

    def tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(f"  | {line}" for line in lines[-LOG_TAIL:])
