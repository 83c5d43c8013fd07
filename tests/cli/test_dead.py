"""`rumpus dead edit`: a file that can't be sent is refused before the stage is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.host import Host
from tests.cli.test_commands import rumpus

LETTER = "0" * 32


class TestEdit:
    @pytest.mark.parametrize(
        ("content", "said"),
        [(None, "can't be read: No such file or directory."), (b"\xff", "is no text: ")],
    )
    def test_says_what_is_wrong_with_its_file(
        self, host: Host, tmp_path: Path, content: bytes | None, said: str
    ) -> None:
        body = tmp_path / "body.json"
        if content is not None:
            body.write_bytes(content)
        done = rumpus(host, "dead", "edit", LETTER, "--body", str(body), "--why", "a typo")
        assert done.exit_code == 1
        assert done.stderr.startswith(f"{body} {said}")
