"""Checks what must hold after a drill, and yields a sentence for each violation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.json import decode, encode

from cli.drill.player import Player
from cli.drill.world import ROOM, World
from client.channels import StreamChannel, ValueChannel
from shared.adapters.memory.leaderboard import InMemoryLeaderboard
from shared.application.boards.board import boards_of
from shared.application.boards.rebuild_board import rebuild_board
from shared.games.catalogue import GAMES
from shared.games.codebattle import CODE_BATTLE
from shared.kernel.facts import Commit
from shared.kernel.names import player_viewer
from shared.kernel.viewer import Viewer
from shared.wire.stream_messages import event_of

HIDDEN = "hidden"
OUTCOMES = frozenset({"done", "refused"})


def violations(world: World, bound: float) -> list[str]:
    """Return what was broken; `bound` are the seconds within which everybody is answered."""
    commits = [each for stream in _streams(world) for each in world.stores.log.read(stream)]
    return [
        *_logged(world, commits),
        *_once(commits),
        *_alike(world),
        *_boards(world),
        *(each for player in world.players for each in _channel(world, player)),
        *(each for player in world.players for each in _starved(player, bound)),
    ]


def points(world: World) -> dict[str, int]:
    """Return everybody's points as the log has them: a board that is built of it alone."""
    board = InMemoryLeaderboard(lambda: 0.0, boards_of(GAMES))
    assert CODE_BATTLE.board is not None
    rebuild_board(world.stores.log, board, CODE_BATTLE.board, ROOM)
    return {each.member: each.points for each in board.top(ROOM)}


def _streams(world: World) -> list[str]:
    return [ROOM, *(f"{ROOM}/player/{each.name}" for each in world.players)]


def _logged(world: World, commits: list[Commit]) -> Iterator[str]:
    known = {(each.by, each.command_id) for each in commits}
    for player in world.players:
        for ident, frames in player.answers.items():
            is_told = any(each["type"] in {*OUTCOMES, "accepted"} for each in frames)
            if is_told and (player.id, ident) not in known:
                yield f"{player.name} was answered {ident}, which is not in the log."


def _once(commits: list[Commit]) -> Iterator[str]:
    written = Counter((each.stream, each.by, each.command_id) for each in commits)
    for (stream, _, ident), times in written.items():
        if times > 1:
            yield f"{ident} was written {times} times to {stream}."
    places = Counter((each.stream, each.position) for each in commits)
    for (stream, position), times in places.items():
        if times > 1:
            yield f"{stream} has {times} commits at position {position}."


def _alike(world: World) -> Iterator[str]:
    for player in world.players:
        for ident, frames in player.answers.items():
            told = {encode(each, order="sorted") for each in frames if each["type"] in OUTCOMES}
            if len(told) > 1:
                yield f"{player.name} was told different outcomes of {ident}."


def _boards(world: World) -> Iterator[str]:
    right = points(world)
    kept = {each.member: each.points for each in world.stores.leaderboard.top(ROOM)}
    if kept != right:
        yield f"The board is not what the log adds up to: {_difference(kept, right)}."
    for player in world.players:
        channel = player.core.channels.get(player.board)
        snapshot = channel.snapshot if isinstance(channel, ValueChannel) else None
        shown = {row[0]: row[1] for row in snapshot["rows"]} if snapshot else {}
        if shown != right:
            yield f"{player.name} was shown another board: {_difference(shown, right)}."


def _difference(found: dict[str, int], right: dict[str, int]) -> str:
    names = sorted(each for each in found | right if found.get(each) != right.get(each))
    return ", ".join(f"{each} {found.get(each)} for {right.get(each)}" for each in names[:3])


def _channel(world: World, player: Player) -> Iterator[str]:
    """One snapshot, then each commit once, in order, as the log has it, up to the end."""
    stream, viewer = f"{ROOM}/player/{player.name}", player_viewer(player.name, player.name)
    channel = player.core.channels.get(player.own)
    commits = list(world.stores.log.read(stream))
    reached = channel.offset if isinstance(channel, StreamChannel) else None
    if reached != len(commits):
        yield f"{player.name} was shown its stream up to {reached} of {len(commits)}."
    after: int | None = None
    for event in player.events:
        if event.channel != player.own or not event.offset:
            continue
        if event.name == "snapshot":
            if after is not None:
                yield f"{player.name} was shown a snapshot at {event.offset}, after {after}."
            after = event.offset
            continue
        due = _next_shown(commits, after or 0, viewer)
        if due is None or due != (event.offset, event.name, event.data):
            yield f"{player.name} was shown {event.name} at {event.offset}, after {after}."
            return
        after = event.offset


def _next_shown(
    commits: Sequence[Commit], after: int, viewer: Viewer
) -> tuple[int, str, Any] | None:
    for commit in commits[after:]:
        event = event_of(CODE_BATTLE, commit, viewer)
        if event.name != HIDDEN:
            return commit.position, event.name, decode(encode(event))
    return None


def _starved(player: Player, bound: float) -> Iterator[str]:
    for ident in player.asked:
        took = player.core.took.get(ident)
        if took is None or ident in player.core.given_up:
            yield f"{player.name} was never answered {ident}."
        elif took > bound:
            yield f"{player.name} waited {took:.1f} s for {ident}."
