"""What operators and players may ask of a tournament, and what follows by itself."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.games.tournament.plan import SECTION, PastRound, Plan
from shared.kernel.facts import Command, OperatorCommand, PlayerCommand
from shared.kernel.moments import Moment
from shared.kernel.players import Username

type Round = Annotated[int, Meta(ge=1, lt=2**20)]
type Index = Annotated[int, Meta(ge=0, lt=4096)]
type Places = Annotated[
    tuple[Annotated[int, Meta(ge=1, le=16)], ...], Meta(min_length=1, max_length=16)
]
type InForce = tuple[PastRound, ...]
"""The rounds that count: the number of each, and how many sections it has."""


class Create(OperatorCommand, frozen=True, tag="create"):
    """Announce a tournament. Players may register until it starts. A season ends at `ends_at`."""

    plan: Plan
    starts_at: Moment
    ends_at: Moment | None = None


class Start(OperatorCommand, frozen=True, tag="start"):
    """Close registration and start now. If there is a check-in, only checked-in players play."""


class Disqualify(OperatorCommand, frozen=True, tag="disqualify"):
    """Disqualify a player."""

    player: Username


class Rule(OperatorCommand, frozen=True, tag="rule"):
    """Set the result of a match of the current round; it replaces any earlier result."""

    number: Round
    index: Index
    places: Places


class Overturn(OperatorCommand, frozen=True, tag="overturn"):
    """Set the result of a match of an earlier round. All rounds after that one become void."""

    number: Round
    index: Index
    places: Places


class Stop(OperatorCommand, frozen=True, tag="stop"):
    """End the tournament now, without a winner and without prizes."""

    reason: Annotated[str, Meta(max_length=200)] = ""


class Register(PlayerCommand, frozen=True, tag="register"):
    """Register for the tournament."""


class CheckIn(PlayerCommand, frozen=True, tag="check_in"):
    """Check in while check-in is open."""


class Withdraw(PlayerCommand, frozen=True, tag="withdraw"):
    """Withdraw from the tournament."""


class Dispute(PlayerCommand, frozen=True, tag="dispute"):
    """Dispute the result of your match. An operator decides."""

    number: Round
    index: Index


class TimeUp(Command, frozen=True):
    """Carries out what is due on the tournament's stream."""

    room: str


class SectionTimeUp(Command, frozen=True):
    """Carries out what is due on a section: closes it, or decides matches without a result."""

    room: str
    number: int
    part: int


class Seed(Command, frozen=True):
    """Takes the ratings of players, beginning with the player at index `first`."""

    room: str
    first: int
    ratings: tuple[float, ...]


class OpenSection(Command, frozen=True):
    room: str
    number: int
    part: int


class TakeResult(Command, frozen=True):
    """Takes the end of a match, at `position` of its stream; without teams nobody came."""

    room: str
    number: int
    index: int
    match: str
    position: int
    teams: tuple[tuple[str, ...], ...]
    places: tuple[int, ...]


class Forfeit(Command, frozen=True):
    """Gives the match of a player who has left to the opponents."""

    room: str
    number: int
    index: int
    username: str


class CloseRound(Command, frozen=True):
    """Tells the tournament that a section of its round is over."""

    room: str
    number: int
    part: int


class PairNext(Command, frozen=True):
    room: str
    rounds: InForce


PLAYER_COMMANDS = (Register, CheckIn, Withdraw, Dispute)
OPERATOR_COMMANDS = (Create, Start, Disqualify, Rule, Overturn, Stop)

type SectionCommand = Rule | Dispute | SectionTimeUp | OpenSection | TakeResult | Forfeit
type RoomCommand = (
    Create
    | Start
    | Disqualify
    | Overturn
    | Stop
    | Register
    | CheckIn
    | Withdraw
    | TimeUp
    | Seed
    | CloseRound
    | PairNext
)
type TournamentCommand = SectionCommand | RoomCommand


def place_of(command: SectionCommand) -> tuple[int, int]:
    """Return the round and the section that a command is for."""
    match command:
        case Rule() | Dispute() | TakeResult() | Forfeit():
            return command.number, command.index // SECTION
        case SectionTimeUp() | OpenSection():
            return command.number, command.part
