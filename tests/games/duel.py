"""A second, small game: two players pick numbers on one stream, each hidden until both are there.

A pick gives the players more time; when it is over, a timer closes the duel.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from msgspec import Struct

from shared.kernel.errors import CommandRefused
from shared.kernel.facts import Command, Event, Fact, PlayerCommand
from shared.kernel.game import Deferral, Game, Schedule, Timer, Timers
from shared.kernel.names import room_stream
from shared.kernel.rules import Decision, Scope, States
from shared.kernel.viewer import Audience, Viewer

NAME = "duel"
TURN = timedelta(seconds=30)


class Open(PlayerCommand, frozen=True, tag="open"):
    """Open a duel with another player."""

    player_id: str
    against: str


class Pick(PlayerCommand, frozen=True, tag="pick"):
    """Pick a number, once."""

    number: int

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("a number is not negative")


class Close(Command, frozen=True):
    """The time is over."""

    room: str


class GiveUpPick(Command, frozen=True):
    """Nothing came of a pick that was deferred."""

    room: str
    username: str
    reason: str


class Opened(Fact, frozen=True):
    room: str
    players: tuple[str, str]


class Picked(Fact, frozen=True):
    username: str
    number: int


class Revealed(Fact, frozen=True):
    numbers: dict[str, int]


class PickFailed(Fact, frozen=True):
    username: str
    reason: str


class Closed(Fact, frozen=True):
    pass


class Duel(Struct, frozen=True):
    room: str
    players: tuple[str, str]
    opened_at: datetime
    until: datetime
    numbers: dict[str, int] = {}
    closed_at: datetime | None = None


class OpenedEvent(Event, frozen=True):
    name: ClassVar[str] = "opened"
    players: tuple[str, str]


class PickedEvent(Event, frozen=True):
    name: ClassVar[str] = "picked"
    number: int


class RevealedEvent(Event, frozen=True):
    name: ClassVar[str] = "revealed"
    numbers: dict[str, int]


class FailedEvent(Event, frozen=True):
    name: ClassVar[str] = "failed"
    reason: str


class ClosedEvent(Event, frozen=True):
    name: ClassVar[str] = "closed"


class DuelView(Struct, frozen=True):
    """`numbers` are those that the viewer may know."""

    players: tuple[str, str]
    numbers: dict[str, int]


def duel_stream(room: str) -> str:
    return room_stream(NAME, room)


def _scope(command: Any) -> Scope:
    return Scope((duel_stream(command.room),))


def _decide(command: Any, states: States) -> Decision:
    stream = duel_stream(command.room)
    return {stream: _facts(command, states[stream])}


def _facts(command: Any, duel: Duel | None) -> tuple[Fact, ...]:
    match command:
        case Open(now, room, username, _, against):
            return (Opened(now, room, (username, against)),) if duel is None else ()
        case _ if duel is None or duel.closed_at:
            raise CommandRefused("no_duel")
        case Pick(now, _, username, number):
            return _picked(duel, username, number, now)
        case GiveUpPick(now, _, username, reason):
            return (PickFailed(now, username, reason),)
        case Close(now):
            return _closed(duel, now)
        case _:
            raise TypeError(command)


def _picked(duel: Duel, username: str, number: int, now: datetime) -> tuple[Fact, ...]:
    if username not in duel.players or username in duel.numbers:
        raise CommandRefused("no_turn")
    numbers = {**duel.numbers, username: number}
    picked = Picked(now, username, number)
    return (picked, Revealed(now, numbers)) if len(numbers) == len(duel.players) else (picked,)


def _closed(duel: Duel, now: datetime) -> tuple[Fact, ...]:
    if now < duel.until:
        raise CommandRefused("not_over")
    return (Closed(now),)


def _evolve(state: Any, fact: Any) -> Duel:
    match fact:
        case Opened(at, room, players):
            return Duel(room, players, at, at + TURN)
        case Picked(at, username, number):
            numbers = {**state.numbers, username: number}
            return Duel(state.room, state.players, state.opened_at, at + TURN, numbers)
        case Closed(at):
            times = (state.opened_at, state.until)
            return Duel(state.room, state.players, *times, state.numbers, at)
        case _:
            return state  # type: ignore[no-any-return] # of any game


def _outcome(facts: Iterable[Fact]) -> dict[str, Any]:
    return {"facts": len(list(facts))}


def _owner(_state: Any) -> str | None:
    return None


def _audience(duel: Duel) -> Audience:
    return Audience(duel.players, public=True)


def _message(fact: Any, viewer: Viewer) -> Event | None:
    match fact:
        case Opened(at, _, players):
            return OpenedEvent(timestamp=at, players=players)
        case Picked(at, username, number) if _knows(viewer, username):
            return PickedEvent(timestamp=at, number=number)
        case Revealed(at, numbers):
            return RevealedEvent(timestamp=at, numbers=numbers)
        case PickFailed(at, username, reason) if _knows(viewer, username):
            return FailedEvent(timestamp=at, reason=reason)
        case Closed(at):
            return ClosedEvent(timestamp=at)
        case _:
            return None


def _snapshot(duel: Duel, viewer: Viewer, _now: datetime) -> DuelView:
    known = len(duel.numbers) == len(duel.players)
    numbers = {who: each for who, each in duel.numbers.items() if known or _knows(viewer, who)}
    return DuelView(duel.players, numbers)


def _knows(viewer: Viewer, username: str) -> bool:
    return viewer.role == "operator" or viewer.username == username


def _schedule(duel: Duel | None) -> Schedule | None:
    if duel is None:
        return None
    times = (duel.opened_at, duel.until)
    return Schedule(" against ".join(duel.players), *times, True, duel.closed_at)


def timer(duel: Duel) -> Timer | None:
    return (
        None if duel.closed_at else Timer(duel.until, lambda now, stream: Close(now, stream.room))
    )


def _abandon(pick: Pick, reason: str, _command_id: str) -> GiveUpPick:
    return GiveUpPick(pick.now, pick.room, pick.username, reason)


FACTS: Mapping[str, type[Fact]] = {
    "duel.opened.v1": Opened,
    "duel.picked.v1": Picked,
    "duel.revealed.v1": Revealed,
    "duel.pick_failed.v1": PickFailed,
    "duel.closed.v1": Closed,
}

DUEL = Game(
    name=NAME,
    player_commands=(Open, Pick),
    scope=_scope,
    decide=_decide,
    evolve=_evolve,
    outcome=_outcome,
    owner=_owner,
    facts=FACTS,
    states={"duel.duel.v1": Duel},
    audience=_audience,
    events=(OpenedEvent, PickedEvent, RevealedEvent, FailedEvent, ClosedEvent),
    message=_message,
    views=(DuelView,),
    snapshot=_snapshot,
    schedule=_schedule,
    timers=Timers(timer),
    deferral=Deferral(Pick, group=lambda pick: duel_stream(pick.room), abandon=_abandon),
)
