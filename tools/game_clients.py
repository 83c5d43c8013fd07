"""Generates a game's class of the client library from its manifest."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator

from msgspec import inspect as types
from msgspec.structs import FieldInfo, fields

from shared.kernel.facts import PlayerCommand
from shared.kernel.game import Game
from shared.wire.commands import FILLED_IN, wire_name

HEAD = '''"""The game `{name}` as its players call it. Generated: `make format` writes it anew."""

from __future__ import annotations

{imports}from client.channels import own_channel, room_channel, value_channel
from client.connection import Connection
from client.requests import Outcome


class {title}:
    """A room of the game, over a connection; `room` is its id, such as `b1`."""

    def __init__(self, connection: Connection, room: str) -> None:
        self.room = room
        self.name = f"{name}/{{room}}"
        self.stream = room_channel(self.name)
        self.board = value_channel(self.name, "board")
        self.presence = value_channel(self.name, "presence")
        self.rank = value_channel(self.name, "rank")
        self._connection = connection

    def own(self, username: str) -> str:
        """Name the channel of a player's stream, which only that player may listen to."""
        return own_channel(self.name, username)

    def seen_by(self, username: str) -> str:
        """Name the channel of the room's stream as a player sees it."""
        return room_channel(self.name, username)
'''

METHOD = '''
    async def {tag}(self{parameters}) -> Outcome:
        """{doc}"""
        return await self._connection.command("{wire}", room=self.room{arguments})
'''

TYPES: dict[type[types.Type], str] = {
    types.StrType: "str",
    types.IntType: "int",
    types.FloatType: "float",
    types.BoolType: "bool",
    types.NoneType: "None",
    types.DateTimeType: "datetime",
}
"""Types of fields in the client; all others are `Any`, and the server validates them."""


def game_client(game: Game, title: str) -> str:
    """Return the module of a game; `title` is the name of its class."""
    methods = "".join(_method(game, each) for each in game.player_commands)
    uses = {"datetime": "from datetime import datetime\n", "Any": "from typing import Any\n"}
    imports = "".join(line for name, line in uses.items() if f": {name}" in methods)
    head = HEAD.format(name=game.name, title=title, imports=imports + "\n" * bool(imports))
    return _formatted(head + methods)


def _method(game: Game, command: type[PlayerCommand]) -> str:
    own = [each for each in fields(command) if each.name not in FILLED_IN]
    return METHOD.format(
        tag=command.__struct_config__.tag,
        doc=inspect.getdoc(command) or "",
        wire=wire_name(game, command),
        parameters="".join(_parameters(own)),
        arguments="".join(f", {each.name}={each.name}" for each in own),
    )


def _parameters(own: list[FieldInfo]) -> Iterator[str]:
    for each in own:
        default = "" if each.required else f" = {each.default!r}"
        yield f", {each.name}: {_written(types.type_info(each.type))}{default}"


def _written(kind: types.Type) -> str:
    if isinstance(kind, types.Metadata):
        return _written(kind.type)
    if isinstance(kind, types.UnionType):
        return " | ".join(dict.fromkeys(map(_written, kind.types)))
    return TYPES.get(type(kind), "Any")


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--quiet", "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)  # noqa: S603 - our own tool
    return done.stdout
