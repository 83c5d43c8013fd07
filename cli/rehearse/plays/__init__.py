"""What the players of each game do in a rehearsal: which commands they give, one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from cli.load.profiles import Profile
from cli.load.results import Kind
from cli.load.schedule import Action
from shared.application.commands.result import CommandResult
from shared.kernel.facts import Command, PlayerCommand
from shared.kernel.game import Game

type Asked = tuple[Kind, PlayerCommand]


class Play(Protocol):
    """The players of a profile have numbers; what they are told may change what they ask next.

    Players of a game `in_turn` ask for nothing more before they are answered and have rested.
    """

    game: Game
    in_turn: bool
    rest: float

    def opening(self, now: datetime) -> Iterator[Command]:
        """Yield what an operator does before anybody comes."""

    def join(self, player: int, now: datetime) -> PlayerCommand:
        """Return how a player enters its room."""

    def ask(self, player: int, action: Action, now: datetime) -> Asked | None:
        """Return what a connected player asks for next, or None if it has nothing to do."""

    def told(
        self, player: int, command: PlayerCommand, result: CommandResult
    ) -> Sequence[int] | None:
        """Take in an answer; return who may play from now on, None if the player is out."""


def play_of(profile: Profile, seed: int) -> Play:
    """Return what is played in a profile."""
    from cli.rehearse.plays.battle import BattlePlay  # noqa: PLC0415 - each imports a game
    from cli.rehearse.plays.hunt import HuntPlay  # noqa: PLC0415 - as above
    from cli.rehearse.plays.match import MatchPlay  # noqa: PLC0415 - as above

    match profile.game:
        case "codebattle":
            return BattlePlay(profile, seed)
        case "hunt":
            return HuntPlay(profile, seed)
        case "match":
            return MatchPlay(profile, seed)


def name_of(player: int) -> str:
    return f"p{player}"


def id_of(player: int) -> str:
    return f"id-{player}"
