"""Ladder: players' ratings, in a room for each season of a mode, fed by contests."""

from __future__ import annotations

from shared.games.ladder.commands import Enter
from shared.games.ladder.facts import ContestRated, PlayerEntered
from shared.games.ladder.rules import (
    NAME,
    before,
    decide,
    evolve,
    found,
    outcome,
    rate,
    rating,
    record,
    scope,
    season,
)
from shared.games.ladder.show import EVENTS, StandingView, audience, message, points, snapshot
from shared.games.ladder.state import Standing
from shared.kernel.contest import Ladder
from shared.kernel.game import Board, Game

LADDER = Game(
    name=NAME,
    player_commands=(Enter,),
    scope=scope,
    decide=decide,
    evolve=evolve,
    outcome=outcome,
    owner=lambda _standing: None,
    facts={
        "ladder.player_entered.v1": PlayerEntered,
        "ladder.contest_rated.v1": ContestRated,
    },
    states={"ladder.standing.v1": Standing},
    audience=audience,
    events=EVENTS,
    message=message,
    views=(StandingView,),
    snapshot=snapshot,
    board=Board(points),
    ladder=Ladder(season, before, rate, rating, found, record),
)
