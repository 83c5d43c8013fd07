"""Tournaments: rounds of matches of other games, each paired from the results so far."""

from __future__ import annotations

from shared.games.tournament.clock import TIMERS
from shared.games.tournament.commands import OPERATOR_COMMANDS, PLAYER_COMMANDS
from shared.games.tournament.decide import decide, outcome, scope
from shared.games.tournament.effects import effects, takes
from shared.games.tournament.events import EVENTS
from shared.games.tournament.evolve import evolve
from shared.games.tournament.facts import FACTS
from shared.games.tournament.lifecycle import PRIZES, ended, entrants, schedule
from shared.games.tournament.message import message
from shared.games.tournament.plan import NAME
from shared.games.tournament.state import STATES
from shared.games.tournament.view import VIEWS, audience, snapshot
from shared.kernel.game import Game

TOURNAMENT = Game(
    name=NAME,
    player_commands=PLAYER_COMMANDS,
    operator_commands=OPERATOR_COMMANDS,
    scope=scope,
    decide=decide,
    evolve=evolve,
    outcome=outcome,
    owner=lambda _tournament: None,
    facts=FACTS,
    states=STATES,
    audience=audience,
    events=EVENTS,
    message=message,
    views=VIEWS,
    snapshot=snapshot,
    schedule=schedule,
    entrants=entrants,
    ended=ended,
    timers=TIMERS,
    reward=PRIZES,
    effects=effects,
    takes=takes,
)
