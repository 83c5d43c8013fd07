from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from cli.main import app
from tests.cli.conftest import CreateBattle
from tests.cli.host import Host

SLOW = ("asyncio", "httpx", "rich", "textual", "websockets", "yaml")


@contextmanager
def started(*arguments: str, process_group: int | None = None) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", "from cli.main import main; main()", *arguments]
    with subprocess.Popen(  # noqa: S603 - our own command
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=process_group,
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

    def test_ends_the_cdk_on_ctrl_c(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A terminal interrupts all of its group: what is left would hold the pipe open."""
        pipe, node = tmp_path / "pipe", tmp_path / "node"
        os.mkfifo(pipe)
        node.write_text(f'#!/bin/sh\nexec 3>{pipe}\necho up >&3\nexec node "$@"\n')
        node.chmod(0o700)
        monkeypatch.setenv("JSII_NODE", str(node))
        with started("bill", "idle", process_group=0) as process:
            with pipe.open() as held:
                assert held.readline() == "up\n"
                os.killpg(process.pid, signal.SIGINT)
                assert not held.read()
            _, errors = process.communicate(timeout=120)
        assert process.returncode == 130
        assert "loading the CDK" in errors
        assert "Traceback" not in errors


def commands(command: Any, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield a command and all beneath it, with their paths."""
    yield path, command
    for name, each in getattr(command, "commands", {}).items():
        yield from commands(each, *path, name)


class TestHelp:
    def test_of_every_command_is_whole_in_80_columns(self) -> None:
        for path, _ in commands(get_command(app)):
            shown = CliRunner().invoke(app, [*path, "--help"], env={"COLUMNS": "80"}).stdout
            told = shown.partition("Commands:")[2]
            assert not [each for each in told.splitlines() if each.endswith("...")], path
            assert max(map(len, shown.splitlines())) <= 80, path
            assert not [each for each in shown.splitlines() if each.endswith("-")], path
            assert "\x1b" not in shown, path

    def test_says_of_every_option_and_argument_what_it_is(self) -> None:
        for path, command in commands(get_command(app)):
            for each in command.params:
                assert (each.help or "").endswith((".", ".)")), (path, each.name)

    def test_asks_for_the_same_thing_by_the_same_name(self) -> None:
        """What a machine reads is a flag, and no command has a word of its own for `--most`."""
        found = [each for _, command in commands(get_command(app)) for each in command.params]
        assert {each.is_flag for each in found if "--json" in each.opts} == {True}
        assert not {"--limit", "--target"} & {name for p in found for name in p.opts}


@pytest.mark.parametrize(
    "asked",
    [
        "matchmaker simulate --per-second inf",
        "matchmaker simulate --window nan",
        "tournament create Cup --days inf",
        "bill idle --budget nan",
        "rehearse codebattle --seconds nan",
    ],
)
def test_takes_no_number_without_an_end(asked: str) -> None:
    """One of them made a simulation go on for ever, another one ended in a traceback."""
    assert CliRunner().invoke(app, asked.split()).exit_code == 2


@pytest.mark.parametrize(
    "asked", ["bots --seconds nan", "bill idle --budget -NaN", "matchmaker simulate --window nan"]
)
def test_says_that_nan_is_no_number(asked: str) -> None:
    assert "nan is no number." in CliRunner().invoke(app, asked.split()).stderr
