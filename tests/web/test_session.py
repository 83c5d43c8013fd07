"""What the players' page keeps of a player: its own tests, in Node."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.e2e import stories
from tests.web.conftest import NODE, ROOT


def test_its_own_tests_pass_in_node(tmp_path: Path) -> None:
    program = stories.bundle("play", tmp_path.parent.name) / "session.test.mjs"
    done = subprocess.run(  # noqa: S603 - our own files
        [*NODE, "--test", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-5000:]
