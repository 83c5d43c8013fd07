"""The frames of games' commands, made from the games' manifests.

A frame has the type `{game}.{tag}`, an id, the room, and the fields of the command that its sender
fills in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, get_args

from msgspec import NODEFAULT, Meta, Struct, defstruct, field
from msgspec.structs import FieldInfo, fields

from shared.kernel.facts import Command, OperatorCommand, PlayerCommand
from shared.kernel.game import Game
from shared.kernel.moments import Moment
from shared.kernel.players import Identity
from shared.kernel.trace import PATTERN
from shared.wire.moments import checked_moment, in_utc
from shared.wire.read_frame import BadFrame

type CommandId = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9._:-]{1,64}$(?!\n)",
        description="chosen by the client; a repeat has no second effect",
    ),
]
type RoomId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$(?!\n)")]

MAX_COMMAND = 512 * 1024
"""Maximum bytes of a command over HTTP: operators send whole packs."""

FILLED_IN = frozenset({"now", "room", "username", "player_id", "chance"})
"""Fields of commands that the server fills in, never the sender."""


type CommandType = type[PlayerCommand | OperatorCommand]


type TraceParent = Annotated[
    str,
    Meta(pattern=PATTERN, description="a trace that the client began (W3C Trace Context)"),
]


class CommandFrame(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A command of a game."""

    id: CommandId
    room: RoomId
    trace: TraceParent | None = None


def name_of(frame: Struct) -> str:
    """Return the type of a frame."""
    return str(frame.__struct_config__.tag)


class TimedFrame(CommandFrame, frozen=True):
    """A command with times: reading the frame refuses a time outside the accepted range."""

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if isinstance(moment := getattr(self, name), datetime):
                checked_moment(moment)


class FrameKind(Struct, frozen=True):
    """The command behind a type of frame. `rest` are its fields except time and room."""

    game: Game
    kind: CommandType
    rest: tuple[str, ...]
    chance: Callable[[], int]

    def command(self, frame: CommandFrame, by: Identity, now: datetime) -> Command:
        """Return the command that a frame of this sender means.

        Raise BadFrame if the command's type refuses the values.
        """
        try:
            rest = {name: self._value(name, frame, by) for name in self.rest}
            return self.kind(now=now, room=frame.room, **rest)
        except ValueError as error:
            raise BadFrame("bad_frame", str(error), frame.id) from None

    def _value(self, name: str, frame: CommandFrame, by: Identity) -> Any:
        match name:
            case "username":
                return by.username
            case "player_id":
                return by.player_id
            case "chance":
                return self.chance()
            case _:
                value = getattr(frame, name)
                return in_utc(value) if isinstance(value, datetime) else value


class CommandIntent(Struct, frozen=True):
    """The command that a sender gives by a frame."""

    game: Game
    command: Command
    by: str
    command_id: str


class CommandFrames:
    """The frames of some games' commands; `chance` draws a random number of 64 bits."""

    def __init__(self, games: Iterable[Game], chance: Callable[[], int]) -> None:
        self.kinds: Mapping[type[CommandFrame], FrameKind] = {
            _frame_of(game, kind): FrameKind(game, kind, _rest(kind), chance)
            for game in games
            for kind in _kinds(game)
        }

    @property
    def of_players(self) -> tuple[type[CommandFrame], ...]:
        """Return the frames that players may send."""
        return tuple(
            frame for frame, kind in self.kinds.items() if issubclass(kind.kind, PlayerCommand)
        )

    def kind_of(self, frame: CommandFrame) -> FrameKind:
        return self.kinds[type(frame)]

    def intent(self, frame: CommandFrame, by: Identity, now: datetime) -> CommandIntent:
        """Return the command of a frame; raise BadFrame as `FrameKind.command` does."""
        kind = self.kinds[type(frame)]
        return CommandIntent(kind.game, kind.command(frame, by, now), by.player_id, frame.id)


def _rest(kind: CommandType) -> tuple[str, ...]:
    return tuple(name for name in kind.__struct_fields__ if name not in {"now", "room"})


def _kinds(game: Game) -> list[CommandType]:
    return [*game.player_commands, *game.operator_commands]


def wire_name(game: Game, kind: type[Command]) -> str:
    """Return the type of the frames of a command."""
    return f"{game.name}.{kind.__struct_config__.tag}"


def _frame_of(game: Game, kind: type[PlayerCommand | OperatorCommand]) -> type[CommandFrame]:
    own = [_field(each) for each in fields(kind) if each.name not in FILLED_IN]
    frame: Any = defstruct(
        f"{game.name.capitalize()}{kind.__name__}",
        own,
        bases=(TimedFrame if any(map(_has_time, own)) else CommandFrame,),
        tag=wire_name(game, kind),
        frozen=True,
        forbid_unknown_fields=True,
        kw_only=True,
    )
    frame.__doc__ = kind.__doc__
    made: type[CommandFrame] = frame
    return made


def _has_time(own: Any) -> bool:
    return not {datetime, Moment}.isdisjoint({own[1], *get_args(own[1])})


def _field(info: FieldInfo) -> Any:
    kind = Moment if info.type is datetime else info.type
    if info.required:
        return (info.name, kind)
    if info.default_factory is NODEFAULT:
        return (info.name, kind, info.default)
    return (info.name, kind, field(default_factory=info.default_factory))
