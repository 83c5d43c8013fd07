"""Finds what is missing or wrong in a game's manifest, told in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.inspect import DateTimeType, Type, UnionType, type_info
from msgspec.structs import fields

from shared.kernel.facts import Command, PlayerCommand
from shared.kernel.game import Board, Game
from shared.kernel.names import ACCOUNT

NAME = re.compile(r"[a-z][a-z0-9_]{1,31}")
STORED = re.compile(r"[a-z0-9_]+\.v[1-9][0-9]*")
MODE = re.compile(r"[A-Za-z0-9_-]{1,24}")
GIVEN = ("now", "room")


class BadManifest(ValueError):  # noqa: N818 - named for what is wrong with the value
    """Some manifests are invalid; the text has a sentence for each fault."""


def check_manifests(games: Sequence[Game]) -> None:
    """Raise BadManifest unless every manifest is complete and valid."""
    found = [f"{game.name}: {fault}" for game in games for fault in faults(game)]
    names = [game.name for game in games]
    found += [f"{name}: two games have this name." for name in set(names) if names.count(name) > 1]
    found += _ladders(games)
    if found:
        raise BadManifest("\n".join(found))


def _ladders(games: Sequence[Game]) -> Iterator[str]:
    """Yield a fault for each contest that more than one ladder rates."""
    named = [(of, each.name) for each in games if each.ladder for of in each.ladder.games or ("",)]
    for of in dict.fromkeys(of for of, _ in named):
        ladders = [name for each, name in named if each == of]
        if len(ladders) > 1:
            contests = f"the contests of {of}" if of else "contests that no ladder names"
            yield f"{' and '.join(ladders)}: both rate {contests}, say in `games` who does."


def faults(game: Game) -> Iterator[str]:
    """Yield a sentence for each fault of a manifest."""
    if not NAME.fullmatch(game.name) or game.name == ACCOUNT:
        yield "the name has 2 to 32 of a-z, 0-9 and _, begins with a letter, and isn't 'account'."
    yield from _stored(game)
    yield from _commands(game)
    yield from _events(game)
    if game.board is not None:
        yield from _board(game.board)
    yield from _kept(game)
    yield from _entrants(game)
    if game.reward is not None and game.ended is None:
        yield "a reward is paid when a room ends: say when in `ended`."
    if game.matchmaking is not None:
        for name, queue in game.matchmaking.queues.items():
            if queue.ladder and not MODE.fullmatch(queue.ladder):
                yield f"the ladder of the queue '{name}' has 1 to 24 of a-z, A-Z, 0-9, - and _."
    if game.deferral is not None and game.deferral.command not in game.player_commands:
        yield "the deferred command is none of `player_commands`."


def _kept(game: Game) -> Iterator[str]:
    if game.kept_days is not None and game.kept_days < 1:
        yield "`kept_days` are 1 or more."


def _entrants(game: Game) -> Iterator[str]:
    if game.enters is not None and (game.entrants is None or game.schedule is not None):
        yield "`enters` is for a game that has `entrants` and no `schedule`."


def _stored(game: Game) -> Iterator[str]:
    for name in (*game.facts, *game.states, *game.upcasters):
        if not name.startswith(f"{game.name}.") or not STORED.search(name):
            yield f"the stored name '{name}' should be like '{game.name}.some_fact.v1'."
    for table, what in ((game.facts, "fact"), (game.states, "state")):
        kinds = list(table.values())
        for kind in {kind for kind in kinds if kinds.count(kind) > 1}:
            yield f"the {what} {kind.__name__} has two stored names."
    for name, (newer, _) in game.upcasters.items():
        if newer not in game.facts and newer not in game.upcasters:
            yield f"the upcaster of '{name}' leads to '{newer}', which is not stored."
    if not game.facts or not game.states:
        yield "a game has facts and states."


def _commands(game: Game) -> Iterator[str]:
    commands = (*game.player_commands, *game.operator_commands)
    if not game.player_commands:
        yield "players have nothing to do: `player_commands` is empty."
    tags = [_tag(kind) for kind in commands]
    for kind, tag in zip(commands, tags, strict=True):
        if tag is None:
            yield f"the command {kind.__name__} has no tag: class {kind.__name__}(…, tag='…')."
        elif tags.count(tag) > 1:
            yield f"two commands have the tag '{tag}'."
        if kind.__struct_fields__[:2] != GIVEN:
            yield f"the command {kind.__name__} isn't a PlayerCommand or an OperatorCommand."
    yield from _fields(game)


def _fields(game: Game) -> Iterator[str]:
    """Yield faults of command fields.

    A field must not have a name that Rumpus fills in itself, and a time must be a field of its own:
    nested ones are not checked.
    """
    for kind in (*game.player_commands, *game.operator_commands):
        taken = {"id"} if issubclass(kind, PlayerCommand) else {"id", "username", "player_id"}
        for name in taken & set(kind.__struct_fields__):
            yield f"the command {kind.__name__} has a field '{name}', which Rumpus fills in itself."
        for each in fields(kind):
            if _has_time_inside(type_info(each.type)):
                yield f"the command {kind.__name__} has times inside of its field '{each.name}'."


def _has_time_inside(info: Type) -> bool:
    """Whether a value of this type may hold a nested time; a time as the field itself is fine."""
    parts = info.types if isinstance(info, UnionType) else (info,)
    return any(DateTimeType.__name__ in str(each) for each in parts if not _is_time(each))


def _is_time(info: Type) -> bool:
    return isinstance(info, DateTimeType)


def _tag(kind: type[Command]) -> str | None:
    tag = kind.__struct_config__.tag
    return tag if isinstance(tag, str) else None


def _events(game: Game) -> Iterator[str]:
    names = [getattr(kind, "name", None) for kind in game.events]
    for kind, name in zip(game.events, names, strict=True):
        if not isinstance(name, str):
            yield f"the event {kind.__name__} has no name: name: ClassVar[str] = '…'."
        elif names.count(name) > 1:
            yield f"two events have the name '{name}'."
    if not game.views:
        yield "nobody sees anything: `views` is empty."


def _board(board: Board) -> Iterator[str]:
    names = [column.name for column in board.columns]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"two columns of the board have the name '{name}'."
    if board.ties == "shared" and any(column.first for column in board.columns):
        yield "equal points share a rank on this board, so no column can break a tie: `first`."
