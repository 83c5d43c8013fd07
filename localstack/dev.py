"""`make dev`: the embedded stage with a demo battle, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from layers.tree import packages_of
from localstack import folder, state
from localstack.child import StageError
from localstack.demo import Demo, create_demo_battle
from localstack.ports import Ports
from localstack.progress import Progress
from localstack.stage import Stage

_DEFAULT = Ports()
_console = Console(highlight=False, soft_wrap=True)


class Spoken(Progress):
    """A spinner with the seconds so far while a step runs, a line when it is done."""

    def __init__(self) -> None:
        self._status = _console.status("")

    def begin(self, step: str) -> None:
        self._status.update(f"{step} …")
        self._status.start()

    def done(self, step: str, seconds: float) -> None:
        self._status.stop()
        _console.print(f"{seconds:6.1f} s  {step}")


def _refuse_second_start(home: Path) -> None:
    running = state.read(home)
    if running is not None and folder.is_held(Path(running["folder"])):
        raise StageError(
            f"a stage is already running at {running['aws_endpoint']} as process {running['pid']};"
            f" end it with Ctrl-C or `kill {running['pid']}`"
        )


def _stop(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def _serve(ports: Ports, home: Path, origins: Sequence[str], games: Sequence[Path]) -> None:
    began = time.monotonic()
    with Stage.start(ports, progress=Spoken(), home=home, origins=origins, games=games) as stage:
        demo = stage.step("demo battle", lambda: create_demo_battle(stage))
        urls = {
            "http_url": stage.http_url,
            "ws_url": stage.ws_url,
            "gateway_url": stage.gateway_url,
            "aws_endpoint": stage.aws_endpoint,
            "valkey_url": stage.valkey_url,
            "postgres_url": stage.postgres_url,
            "database_url": stage.database_url,
        }
        state.write(
            home,
            stage.run,
            {
                "pid": os.getpid(),
                **urls,
                "operator_key": stage.operator_key,
                "battle": demo.battle,
                "play_url": stage.play_url,
                "console_url": stage.console_url,
                "push_url": stage.push_url,
                "push_token": stage.push_token,
            },
        )
        _tell(time.monotonic() - began, urls, demo, stage)
        signal.pause()


def _tell(seconds: float, urls: dict[str, str], demo: Demo, stage: Stage) -> None:
    _console.print(f"{seconds:6.1f} s  ready\n")
    names = (
        "HTTP API",
        "WebSocket API",
        "gateway",
        "AWS API",
        "Valkey",
        "PostgreSQL",
        "the economy",
    )
    for name, url in zip(names, urls.values(), strict=True):
        _console.print(f"  {name:14} {url}")
    _console.print(f"  {'logs':14} {stage.run}")
    _console.print(f"\n  battle {demo.battle} runs until {demo.ends_at.astimezone():%H:%M}")
    _console.print(f"  play      {stage.play_url or 'in a terminal: .venv/bin/rumpus play'}")
    _console.print(f"  operate   {stage.console_url or 'in a terminal: .venv/bin/rumpus --help'}")
    _console.print(f"  its key   {stage.operator_key}\n")
    for package in (each for own in stage.games for each in packages_of(own)):
        _console.print(f"  your game {package.name}: {stage.http_url}/v1/rooms/{package.name}/…\n")
    _console.print("  Ctrl-C ends it all")


def main(  # noqa: PLR0913, PLR0917 - each is an option of the command
    aws_port: Annotated[int, typer.Option(envvar="RUMPUS_AWS_PORT")] = _DEFAULT.aws,
    valkey_port: Annotated[int, typer.Option(envvar="RUMPUS_VALKEY_PORT")] = _DEFAULT.valkey,
    postgres_port: Annotated[int, typer.Option(envvar="RUMPUS_POSTGRES_PORT")] = _DEFAULT.postgres,
    gateway_port: Annotated[int, typer.Option(envvar="RUMPUS_GATEWAY_PORT")] = _DEFAULT.gateway,
    play_port: Annotated[int, typer.Option(envvar="RUMPUS_PLAY_PORT")] = _DEFAULT.play,
    console_port: Annotated[int, typer.Option(envvar="RUMPUS_CONSOLE_PORT")] = _DEFAULT.console,
    logs_port: Annotated[int, typer.Option(envvar="RUMPUS_LOGS_PORT")] = _DEFAULT.logs,
    home: Annotated[Path, typer.Option(envvar="RUMPUS_HOME")] = folder.HOME,
    origins: Annotated[list[str] | None, typer.Option("--origin", envvar="RUMPUS_ORIGINS")] = None,
    game: Annotated[list[Path] | None, typer.Option(help="the folder of your own game")] = None,
) -> None:
    """Start the embedded stage, show where it is, and end all of it on Ctrl-C."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        _refuse_second_start(home)
        stores = (aws_port, valkey_port, postgres_port)
        ports = Ports(*stores, gateway_port, play_port, console_port, logs_port)
        _serve(ports, home.resolve(), origins or (), game or ())
    except KeyboardInterrupt:
        _console.print("\nended")
    except StageError as error:
        sys.exit(f"rumpus: {error}")


if __name__ == "__main__":
    typer.run(main)
