"""Checks a game as `make test` checks those that come with Rumpus."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.failure import Failed
from layers.tree import ROOT, BadGame, packages_of, tree

SUITE = ROOT / "tests" / "conformance"


def check_game(
    folder: Annotated[
        Path, typer.Argument(help="Your game's repository, as `new-game` creates it.")
    ],
) -> None:
    """Check a game of your own, and run its tests.

    Exit code 1 when something fails.
    """
    at = folder.resolve()
    try:
        tree([at])
        names = [package.name for package in packages_of(at)]
    except BadGame as bad:
        raise Failed(str(bad)) from None
    passed = _run(
        at, [str(SUITE), "-k", " or ".join(f"[{name}] or [{name}-wide]" for name in names)]
    )
    if (at / "tests").is_dir():
        passed = _run(at, [str(at / "tests")]) and passed
    if not passed:
        raise Failed("what fails is said above")


def _run(at: Path, arguments: Sequence[str]) -> bool:
    command = (sys.executable, "-m", "pytest", "--tb=short", "--no-header")
    run = subprocess.run(  # noqa: S603 - our own arguments, no shell
        [*command, "-p", "no:cacheprovider", "--rootdir", str(ROOT), *arguments],
        cwd=ROOT,
        env={**os.environ, "RUMPUS_GAMES": str(at), "PYTHONPATH": str(at)},
        check=False,
    )
    return run.returncode == 0
