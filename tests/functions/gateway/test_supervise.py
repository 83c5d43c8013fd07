"""Processes of the gateway that are kept running, and end together."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

REPLACED = """
import os, signal, sys
from pathlib import Path
from functions.ws.gateway.supervise import supervise

has_ended = Path(sys.argv[1])

def tell_to_end():
    if has_ended.exists():
        os.kill(os.getpid(), signal.SIGTERM)

def serve():
    if has_ended.exists():
        signal.pause()
    has_ended.touch()

os.register_at_fork(before=tell_to_end)
supervise(1, serve)
"""

TOGETHER = """
import os, signal
from functions.ws.gateway.supervise import supervise

def serve():
    os.kill(os.getppid(), signal.SIGTERM)
    signal.pause()

supervise(3, serve)
"""


def run(script: str, *words: str) -> None:
    subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script, *words], check=True, timeout=60
    )


class TestSupervise:
    def test_ends_a_process_that_takes_the_place_of_another_meanwhile(self, tmp_path: Path) -> None:
        run(REPLACED, str(tmp_path / "first"))

    def test_tells_all_to_end(self) -> None:
        run(TOGETHER)
