from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from typer.testing import CliRunner

from cli.main import app
from tests.cli.conftest import CreateBattle
from tests.cli.host import Host

SLOW = ("asyncio", "httpx", "rich", "textual", "websockets", "yaml")


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", "from cli.main import main; main()", *arguments]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


class TestMain:
    def test_imports_nothing_slow_to_show_its_help(self) -> None:
        script = f"import cli.main, sys; print([m for m in {SLOW} if m in sys.modules])"
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"

    def test_answers_wrong_usage_with_2(self) -> None:
        assert CliRunner().invoke(app, ["battle", "create", "--minutes", "soon"]).exit_code == 2

    def test_ends_with_130_on_ctrl_c(self, host: Host, create_battle: CreateBattle) -> None:
        create_battle()
        options = ("--players", "2", "--join-over", "0", "--seconds", "60", "--json")
        with started("bots", "--url", host.url, *options) as process:
            host.wait_until(lambda: len(host.application.sockets.open) == 2)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=120)
        assert process.returncode == 130
        assert '"commands"' in output
        assert "Traceback" not in errors
