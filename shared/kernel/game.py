"""What a game is: one manifest of plain values and pure functions.

`shared/games/codebattle/__init__.py` is the manifest to read first. docs/your-own-game.md writes
another one, step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from shared.kernel.facts import (
    Command,
    Commit,
    Event,
    Fact,
    OperatorCommand,
    Outcome,
    PlayerCommand,
)
from shared.kernel.names import StreamName
from shared.kernel.rules import Decision, Scope, States
from shared.kernel.viewer import Audience, Viewer

if TYPE_CHECKING:  # a manifest is never decoded; a game that has these imports them itself
    from shared.kernel.contest import Contest, Ladder
    from shared.kernel.effects import Effects, Inbox, Takes
    from shared.kernel.matchmaking import Matchmaking
    from shared.kernel.reward import Prizes, Reward

type Upcaster = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]
"""The next newer stored name, and a function that turns the older data into data of that name."""

type Phase = Literal["scheduled", "running", "ended"]

type Order = Literal["most", "fewest"]


class Score(Struct, frozen=True):
    """A player's points, and the numbers of the board's columns, in their order."""

    points: int
    columns: tuple[int, ...]


class Column(Struct, frozen=True):
    """A whole number beside the points, below 1,000,000,000,000,000.

    `most` or `fewest` says which value comes first among players with equal points; with None the
    column is only shown. Earlier columns come before later ones, and all before the time.
    """

    name: str
    first: Order | None = None


class Board(Struct, frozen=True):
    """Ranks the players of a room.

    `points` returns the points that players have after a fact, from 0 to 2,097,151, by username.
    Its arguments are the fact and the player whose stream it is on, or an empty name for the room's
    stream. Facts on streams of other kinds give no points. A player's points come from one stream
    alone. A `Score` adds numbers for the columns; with plain points they are 0.

    Attributes:
        keeps: a player's last score, or the best ever, which no later fact takes back.
        order: whether the most or the fewest points come first.
        columns: what is shown beside the points, and may break ties.
        ties: which of equal players comes first, by the time; `shared` gives equal points an equal
            rank.
    """

    points: Callable[[Any, str], Mapping[str, int | Score]]
    keeps: Literal["last", "best"] = "last"
    order: Order = "most"
    columns: tuple[Column, ...] = ()
    ties: Literal["earlier", "later", "shared"] = "earlier"


class Schedule(Struct, frozen=True):
    """When a room runs, for the list of rooms.

    The room starts at `starts_at` and is over at `ends_at`, whether or not a fact has announced it.
    `start_announced` and `end_announced_at` tell what its stream has announced. `shown` holds
    further fields of the list.
    """

    title: str
    starts_at: datetime
    ends_at: datetime
    start_announced: bool
    end_announced_at: datetime | None
    shown: Mapping[str, Any] = {}

    def phase(self, now: datetime) -> Phase:
        """Return the phase of the room at a time."""
        return phase_of(self.starts_at, self.ends_at, now)


def phase_of(starts_at: datetime, ends_at: datetime, now: datetime) -> Phase:
    """Return the phase of a room at a time; `ends_at` takes precedence over `starts_at`."""
    if now >= ends_at:
        return "ended"
    return "scheduled" if now < starts_at else "running"


class Timer(Struct, frozen=True):
    """A time, and the command that is due then on a stream.

    `command` makes the command, given the time at which it is made and the stream.
    """

    at: datetime
    command: Callable[[datetime, StreamName], Command]


class Timers(Struct, frozen=True):
    """The timers of a game: `due` returns the next timer of a stream in this state.

    Only streams of these kinds have timers: those of rooms, or of players too. Each commit to such
    a stream costs a read of it in the consumers, so name only the kinds that need timers.
    """

    due: Callable[[Any], Timer | None]
    kinds: tuple[str, ...] = ("",)


class Deferral(Struct, frozen=True):
    """A command that waits in a queue when too many others write to the same streams.

    Commands of one `group`, a stream, are tried in order. `abandon` makes the command that records
    the failure of a deferred one: its arguments are that command, the reason, and that command's
    id.
    """

    command: type[PlayerCommand]
    group: Callable[[Any], str]
    abandon: Callable[[Any, str, str], Command]


class Game(Struct, frozen=True, kw_only=True):
    """A game. Its name prefixes all that is stored, sent and routed of it.

    Attributes:
        scope, decide, evolve, outcome, owner: the rules, see `Rules`.
        facts: the stored name of each fact, `{game}.{fact}.v{version}`. A class may be renamed, a
            stored name never.
        states: the stored name of each state.
        upcasters: for each stored name that no class has any more, how its data becomes newer.
        log: where streams are stored: `direct`, an item a commit, or `journal`, for very many
            commits. A stage without a journal stores both in the direct log: same rules, same
            messages. It is not changed once there are streams.
        wide: whether it may have wide rooms, whose id begins with `wide-`. Each stream of such a
            room may have an owner of its own, so no command writes two of them.
        kept_days: for how many days the direct log keeps a stream after its first commit; None for
            ever. All commits of a stream expire at one time, so it is there whole or not at all. A
            journal keeps all for ever, at a hundredth of the price.
        player_commands, operator_commands: what may be sent, each with a tag.
        events: the types that `message` returns.
        views: the types that `snapshot` returns.
        audience: who may listen to a stream in this state. Whom it leaves out is sent nothing of
            the commit that did so, nor of any later one, until it is let in again and subscribes.
        message: what a viewer sees of a fact; None hides it.
        snapshot: what a viewer sees of a state at a time; None hides it.
        board: how players are ranked; None for a game without a board.
        presence: whether a room shows who is there.
        schedule: when a room runs, from its state; None for a game without a list of rooms.
        entrants: who has a part in a room, from its state; None where players have streams in it.
        enters: who gets a part by a fact, of a game that has `entrants` and no list of rooms.
        ended: when a fact ends its room, the time of the end.
        timers: what happens by itself, and when.
        deferral: the command that may wait in a queue.
        reward: what taking part is worth, by a player's stream or by the room's; needs `ended`.
        contest: what the state of a room that is over says of who won, for a ladder; needs `ended`.
        ladder: how this game keeps the ratings of contests.
        matchmaking: the queues in which players wait for a match.
        effects: what a fact asks of the host: rooms, notices, ratings, commands of other streams.
        takes: makes the command that takes the end of other games' contests.
        inbox: how this game keeps the notices of players.
        undo: makes the command that takes back a commit of a player's stream. It is given the
            stream, the commit, the reason and the time, and raises CommandRefused.
        again: makes the command that a commit came of, given the commit and the last state of its
            room, so that a room that is over is played again by other rules. None: no command.
    """

    name: str
    scope: Callable[[Any], Scope]
    decide: Callable[[Any, States], Decision]
    evolve: Callable[[Any, Any], Any]
    outcome: Callable[[Iterable[Fact]], Outcome]
    owner: Callable[[Any], str | None]
    facts: Mapping[str, type[Fact]]
    states: Mapping[str, type[Struct]]
    upcasters: Mapping[str, Upcaster] = {}
    log: Literal["direct", "journal"] = "direct"
    wide: bool = False
    kept_days: int | None = None
    player_commands: tuple[type[PlayerCommand], ...]
    operator_commands: tuple[type[OperatorCommand], ...] = ()
    events: tuple[type[Event], ...]
    views: tuple[type[Struct], ...]
    audience: Callable[[Any], Audience]
    message: Callable[[Any, Viewer], Event | None]
    snapshot: Callable[[Any, Viewer, datetime], Struct | None]
    board: Board | None = None
    presence: bool = False
    schedule: Callable[[Any], Schedule | None] | None = None
    entrants: Callable[[Any], Iterable[str]] | None = None
    enters: Callable[[Fact], Iterable[str]] | None = None
    ended: Callable[[Fact], datetime | None] | None = None
    timers: Timers | None = None
    deferral: Deferral | None = None
    reward: Reward | Prizes | None = None
    contest: Callable[[Any], Contest | None] | None = None
    ladder: Ladder | None = None
    matchmaking: Matchmaking | None = None
    effects: Effects | None = None
    takes: Takes | None = None
    inbox: Inbox | None = None
    undo: Callable[[str, Commit, str, datetime], Command] | None = None
    again: Callable[[Commit, Any], Command | None] | None = None
