"""What players and operators may ask of a hunt."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from shared.games.hunt.rules import Name, Rules
from shared.kernel.facts import Command, OperatorCommand, PlayerCommand


class PlanHunt(OperatorCommand, frozen=True, tag="plan"):
    """Announce a hunt with its rules. Players may join at once."""

    title: Annotated[str, Meta(min_length=1, max_length=200)]
    starts_at: datetime
    ends_at: datetime
    rules: Rules


class ChangeRules(OperatorCommand, frozen=True, tag="change_rules"):
    """Replace the rules of a hunt. Treasures that are already buried stay as they are."""

    rules: Rules


class EndEarly(OperatorCommand, frozen=True, tag="end"):
    """End a hunt early, ten seconds from now: by then every process knows of it."""


class JoinHunt(PlayerCommand, frozen=True, tag="join"):
    """Join a hunt, before its start or while it runs."""

    player_id: str


class Move(PlayerCommand, frozen=True, tag="move"):
    """Move to an adjacent cell."""

    x: int
    y: int


class Search(PlayerCommand, frozen=True, tag="search"):
    """Search the cells around you for treasures."""


class Dig(PlayerCommand, frozen=True, tag="dig"):
    """Dig in the cell where you stand."""


class Solve(PlayerCommand, frozen=True, tag="solve"):
    """Answer the riddle of a treasure that you have dug up."""

    treasure: Name
    answer: Annotated[str, Meta(max_length=400)]


class ClaimTreasure(PlayerCommand, frozen=True, tag="claim"):
    """Claim a rival treasure that you have dug up. Only the first to claim it gets it."""

    treasure: Name


class StartHunt(Command, frozen=True):
    """Announces a start that the clock has already brought about."""

    room: str


class EndHunt(Command, frozen=True):
    """Announces an end that the clock has already brought about."""

    room: str


class TellChange(Command, frozen=True):
    """Tells the hunt who has a rival treasure now."""

    room: str
    treasure: str


class Award(Command, frozen=True):
    """Gives the holder of a rival treasure its effects, in a wide hunt."""

    room: str
    username: str
    treasure: str


class ReverseFind(Command, frozen=True):
    """Takes back what the commit at `position` gave; a rival treasure can be claimed again."""

    room: str
    username: str
    position: int
    treasure: str
    cell: int
    points: int
    items: dict[str, int]
    rival: bool
    reason: str


PLAYER_COMMANDS = (JoinHunt, Move, Search, Dig, Solve, ClaimTreasure)
OPERATOR_COMMANDS = (PlanHunt, ChangeRules, EndEarly)

type PlanCommand = PlanHunt | ChangeRules | EndEarly | StartHunt | EndHunt
type SeekerCommand = Move | Search | Dig | Solve | ClaimTreasure
type HuntCommand = PlanCommand | JoinHunt | SeekerCommand | TellChange | Award | ReverseFind
