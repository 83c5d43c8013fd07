"""A crowd opens its sockets where it is told, not where tickets say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.host import Host
from tests.cli.test_load import rumpus_load

PROFILE = """
title: A crowd that looks on
players: 2
seconds: 1
join_seconds: 0
each: {answers: 1}
channels: [stream]
"""
NOBODY = "ws://127.0.0.1:9/"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "p.yaml"
    path.write_text(PROFILE)
    return path


class TestSockets:
    def test_are_opened_at_the_url_that_is_given(self, profile: Path, tmp_path: Path) -> None:
        host, figures_file = Host(told=NOBODY), tmp_path / "f.json"
        with host.running():
            result = rumpus_load(
                host, str(profile), "--sockets", host.ws_url, "--figures", str(figures_file)
            )
        requests = json.loads(figures_file.read_text())["requests"]
        assert requests["connect"]["done"] == 2, result.output
        assert requests["answer"]["done"] == 2

    @pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "127.0.0.1:9"])
    def test_are_refused_at_anything_else(self, host: Host, profile: Path, url: str) -> None:
        result = rumpus_load(host, str(profile), "--sockets", url)
        assert result.exit_code == 1
        assert f"--sockets {url} is no WebSocket URL" in result.output
