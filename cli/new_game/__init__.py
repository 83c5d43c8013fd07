"""Writes a small whole game into a folder of its own, to begin with."""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from cli.failure import Failed
from layers.tree import ROOT

TEMPLATE = Path(__file__).with_name("template")
MODEL = "highcard"
NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")
TAKEN = frozenset({"account", "codebattle", "tests"})


def new_game(
    name: Annotated[str, typer.Argument(help="The game's name: a-z, 0-9 and _.")],
    at: Annotated[Path, typer.Option(help="The folder to create, your game's repository.")],
) -> None:
    """Create a small complete game and its tests, as a start.

    Two players, hidden hands, a turn clock, a board.
    """
    if not NAME.fullmatch(name):
        raise Failed(f"{name} can't be the name of a game: 2 to 32 of a-z, 0-9 and _.")
    if name in TAKEN or iskeyword(name) or find_spec(name):
        raise Failed(f"{name} can't be the name of a game: Python or Rumpus has it already.")
    if at.exists() and any(at.iterdir()):
        raise Failed(f"{at} is not empty: give a folder that is to be made.")
    for path in sorted(TEMPLATE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            _write(path, at, name)
    shown = typer.style(str(at), bold=True)
    typer.echo(f"{shown} has the game {name}. Next:")
    folder = quote(str(at.resolve()))
    typer.echo(f"  cd {quote(str(ROOT))}")
    typer.echo(f"  .venv/bin/rumpus check-game {folder}")
    typer.echo(f"  make dev GAME={folder}")


def _write(path: Path, at: Path, name: str) -> None:
    target = at / str(path.relative_to(TEMPLATE)).replace(MODEL, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(path.read_text().replace(MODEL, name))
    shutil.copymode(path, target)
