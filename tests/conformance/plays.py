"""The games that are checked: those of the catalogue, the tutorial's, and the studio's own.

`RUMPUS_GAMES` names the folders of the studio's own games, with spaces between them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType

from msgspec import Struct

from shared.games.catalogue import GAMES
from shared.kernel.facts import Command
from shared.kernel.game import Game
from shared.kernel.names import WIDE
from shared.wire.commands import CommandFrames
from shared.wire.stored import Codec, codec_of

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "cli" / "new_game" / "template"
ROOM = "r1"

type Example = Callable[[str, datetime], tuple[tuple[str, Command], ...]]


class Dice:
    """Chance, as a test wants it."""

    number = 7

    def __call__(self) -> int:
        return self.number


class Play(Struct, frozen=True):
    """A game, its package, a short play of it in a room; what reads its commands and its log."""

    game: Game
    package: Path
    example: Example
    dice: Dice
    frames: CommandFrames
    codec: Codec
    room: str

    @property
    def name(self) -> str:
        return self.game.name + ("-wide" if self.room.startswith(WIDE) else "")

    def sent(self, now: datetime) -> tuple[tuple[str, Command], ...]:
        """Return who sends what."""
        return self.example(self.room, now)


def plays() -> list[Play]:
    folders = [TEMPLATE, *map(Path, os.environ.get("RUMPUS_GAMES", "").split())]
    built_in = [import_module(f"shared.games.{game.name}") for game in GAMES]
    own = [module for folder in folders for module in _packages(folder)]
    modules = {module.__name__: module for module in (*built_in, *own)}
    return [play for module in modules.values() for play in _plays(module)]


def _packages(folder: Path) -> Iterator[ModuleType]:
    sys.path.append(str(folder))
    for path in sorted(folder.glob("*/__init__.py")):
        if path.parent.name != "tests":
            yield import_module(path.parent.name)


def _plays(module: ModuleType) -> Iterator[Play]:
    """Each package has one game, and beside it `example.py`. It is played in a wide room, too."""
    (game,) = [each for each in vars(module).values() if isinstance(each, Game)]
    example = import_module(f"{module.__name__}.example").example
    rooms = (ROOM, f"{WIDE}{ROOM}") if game.wide else (ROOM,)
    yield from (play_of(game, Path(str(module.__file__)).parent, example, room) for room in rooms)


def play_of(game: Game, package: Path, example: Example, room: str = ROOM) -> Play:
    dice = Dice()
    frames = CommandFrames((game,), dice)
    return Play(game, package, example, dice, frames, codec_of((game,)), room)
