"""What operators and players may ask of a match."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta

from shared.games.match.actions import Action, Loadout
from shared.games.match.plan import Plan
from shared.kernel.facts import Command, OperatorCommand, PlayerCommand
from shared.kernel.moments import Moment


class OpenMatch(OperatorCommand, frozen=True, tag="open"):
    """Open a match for the teams that the plan names, or for the first players to join.

    Players may join until `come_by`, at most a day away. With `gear`, the items that named
    players wear count. Players who wait in `queue` and `region` may fill a place that gets free.
    """

    chance: int
    plan: Plan = Plan()
    come_by: Moment | None = None
    gear: bool = False
    queue: Annotated[str, Meta(max_length=64)] = ""
    region: Annotated[str, Meta(max_length=64)] = ""


class JoinMatch(PlayerCommand, frozen=True, tag="join"):
    """Join a match with up to two items, or return to it."""

    items: Loadout = ()


class Act(PlayerCommand, frozen=True, tag="act"):
    """Choose an action. `seq` counts your actions in this match from 1, without gaps."""

    seq: Annotated[int, Meta(ge=1, lt=2**31)]
    action: Action


class LeaveMatch(PlayerCommand, frozen=True, tag="leave"):
    """Leave a match, which forfeits it."""


class TimeUp(Command, frozen=True):
    """Carries out what is due by time: begins, resolves a turn, lets the absent forfeit, ends."""

    room: str


class TakeGear(Command, frozen=True):
    """Takes the items that players wear, sent by the economy; no player can send it."""

    room: str
    worn: Mapping[str, tuple[str, ...]]


class FillPlace(Command, frozen=True):
    """Seats a player found by the matchmaker in place of one who has left."""

    room: str
    username: str
    instead_of: str


class AbandonAct(Command, frozen=True):
    """Records that a deferred action was refused in the end, so that its sender learns of it."""

    room: str
    username: str
    reason: str
    action_id: str


PLAYER_COMMANDS = (JoinMatch, Act, LeaveMatch)
OPERATOR_COMMANDS = (OpenMatch,)

type MatchCommand = (
    OpenMatch | JoinMatch | Act | LeaveMatch | TakeGear | FillPlace | TimeUp | AbandonAct
)
