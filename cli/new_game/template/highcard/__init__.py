"""High card: two players, hidden hands, three rounds, twenty seconds each; the higher card wins."""

from __future__ import annotations

from collections.abc import Mapping

from rumpus import Board, Game, Timer, Timers

from .commands import Play, Sit, TimeUp
from .decide import NAME, decide, scope
from .evolve import evolve, outcome
from .facts import CardChosen, HandsDealt, PlayerSat, RoundPlayed, TableFact
from .show import EVENTS, TableView, audience, message, snapshot
from .state import Table


def points(fact: TableFact, _username: str) -> Mapping[str, int]:
    """Return everybody's points after a round."""
    return fact.points if isinstance(fact, RoundPlayed) else {}


def due(table: Table) -> Timer | None:
    """The clock of a round."""
    if table.deadline is None:
        return None
    return Timer(table.deadline, lambda now, stream: TimeUp(now, stream.room, table.round))


GAME = Game(
    name=NAME,
    player_commands=(Sit, Play),
    scope=scope,
    decide=decide,
    evolve=evolve,
    outcome=outcome,
    owner=lambda _table: None,
    facts={
        "highcard.player_sat.v1": PlayerSat,
        "highcard.hands_dealt.v1": HandsDealt,
        "highcard.card_chosen.v1": CardChosen,
        "highcard.round_played.v1": RoundPlayed,
    },
    states={"highcard.table.v1": Table},
    audience=audience,
    events=EVENTS,
    message=message,
    views=(TableView,),
    snapshot=snapshot,
    board=Board(points),
    presence=True,
    timers=Timers(due),
)
