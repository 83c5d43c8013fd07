"""The studio's own games: packages that a deploy puts into the folder `studio` beside this file."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from shared.kernel.check_manifest import BadManifest
from shared.kernel.game import Game

FOLDER = Path(__file__).with_name("studio")


def studio_games(folder: Path = FOLDER) -> Iterator[Game]:
    """Yield the game of each package; raise BadManifest for a package without one."""
    packages = sorted(path.parent.name for path in folder.glob("*/__init__.py"))
    if packages and str(folder) not in sys.path:
        sys.path.append(str(folder))
    for name in packages:
        game = getattr(import_module(name), "GAME", None)
        if not isinstance(game, Game):
            raise BadManifest(f"{name}: the package has no GAME that is a rumpus.Game.")
        yield game
