"""What holds of a stream after each command, whatever was sent. Raises Unsound where it does not.

What a single call of a game's functions must keep, `sound.py` looks at.
"""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from shared.application.boards.board import fits
from shared.application.boards.ports import Entry
from shared.application.boards.record import entries_of
from shared.application.commands.replay import replay
from shared.application.commands.result import CommandResult
from shared.kernel.facts import Command, Commit
from shared.kernel.names import parse_stream, viewer_of
from shared.kernel.viewer import OPERATOR, SPECTATOR, Viewer
from shared.wire.stream_messages import event_of
from tests.conformance.played import Played
from tests.conformance.sound import encode, mend

STRANGER = "stranger"
"""Somebody who does not play."""


def viewers(played: Played, stream: str) -> list[Viewer]:
    """Everybody who plays, somebody who doesn't, an operator, and anybody."""
    name = parse_stream(stream)
    return [*(viewer_of(name, who) for who in (*played.players, STRANGER)), OPERATOR, SPECTATOR]


def check_stream(played: Played, stream: str, now: datetime) -> None:
    check_folded(played, stream)
    check_stored(played, stream)
    check_view(played, stream, now)


def check_folded(played: Played, stream: str) -> None:
    """What is known of a stream is what its log adds up to."""
    known, fresh = played.cache.get(stream), played.fresh(stream)
    mend(
        known == fresh == replay(played.log, played.game, stream),
        "evolve comes to one state while the game is played, and to another from the log: give "
        "facts and states fields that are read from JSON as they were, and nothing that evolve "
        "doesn't get from them.",
        f"{stream} is first {known}, then {fresh}",
    )


def check_stored(played: Played, stream: str) -> None:
    """A stored state is read as it was."""
    last = next(iter(played.log.latest(stream, 1)))
    commit = replace(last, snapshot=played.fresh(stream))
    read = played.codec.decode(played.codec.encode(commit))
    mend(
        read == commit,
        "a state is read as another than was stored: give its fields types that JSON keeps.",
        f"{stream} is stored as {commit.snapshot} and read as {read.snapshot}",
    )


def check_view(played: Played, stream: str, now: datetime) -> None:
    """Whoever may listen sees the state, and a stranger no more than anybody."""
    state, name = played.fresh(stream).state, parse_stream(stream)
    if state is None:
        return
    shown = {each: played.game.snapshot(state, each, now) for each in viewers(played, stream)}
    audience = played.game.audience(state)
    listening = [viewer_of(name, who) for who in audience.players]
    for viewer in [*listening, *[SPECTATOR] * audience.public]:
        mend(
            played.game.snapshot(state, viewer, now) is not None,
            "audience lets viewers listen, and snapshot hides the state from them: show it, or "
            "leave them out of the audience.",
            f"{viewer} may listen to {stream}",
        )
    stranger = viewer_of(name, STRANGER)
    mend(
        shown[stranger] == shown[SPECTATOR],
        "snapshot shows a player who has no part in a stream more than a spectator: show more only "
        "to the players that it is for, by name.",
        f"of {stream} the player sees {shown[stranger]}, the spectator {shown[SPECTATOR]}",
    )


def check_events(played: Played, commit: Commit) -> None:
    """Everybody can be sent what they see of a commit, and a stranger sees no more than anybody."""
    shown = {each: event_of(played.game, commit, each) for each in viewers(played, commit.stream)}
    for event in shown.values():
        encode(event)
    stranger = shown[viewer_of(parse_stream(commit.stream), STRANGER)]
    mend(
        stranger == shown[SPECTATOR],
        "message shows a player who has no part in a stream more than a spectator: show more only "
        "to the players that it is for, by name.",
        f"of {commit.stream} the player sees {stranger}, the spectator {shown[SPECTATOR]}",
    )


def check_repeat(
    played: Played, first: CommandResult, command: Command, by: str, ident: str
) -> None:
    """A repeat has the first outcome and writes nothing."""
    again = played.do(command, by, ident)
    mend(
        again.outcome == first.outcome and not again.commits,
        "the repeat of a command is answered otherwise, or writes something: decide must come to "
        "the same for the same state.",
        f"{command!r} is answered {first.outcome}, and its repeat {again.outcome} with "
        f"{len(again.commits)} commits",
    )


def check_points(played: Played, commit: Commit) -> None:
    """A board ranks players within its bounds."""
    board = played.game.board
    if board is None:
        return
    for fact in commit.facts:
        for each in entries_of(board, replace(commit, facts=(fact,))):
            mend(
                each.member and fits(board, each),
                "the board gives points beyond its bounds: points are from 0 to 2,097,151, columns "
                "as many as the board has, each from 0 to 999,999,999,999,999, and players have "
                "names.",
                f"'{each.member}' has {each.points} points{_beside(each)} after {fact!r}",
            )


def _beside(entry: Entry) -> str:
    return f" and the columns {entry.columns}" if entry.columns else ""
