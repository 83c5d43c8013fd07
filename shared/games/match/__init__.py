"""Match: a small arena for 2 to 16, in real time or by rounds, with hidden choices and fog."""

from __future__ import annotations

from shared.games.match.board import points
from shared.games.match.clock import timer
from shared.games.match.commands import OPERATOR_COMMANDS, PLAYER_COMMANDS
from shared.games.match.contest import contest, ended
from shared.games.match.decide import decide, outcome, scope
from shared.games.match.deferral import DEFERRAL
from shared.games.match.effects import effects
from shared.games.match.entrants import enters, entrants
from shared.games.match.events import EVENTS
from shared.games.match.evolve import evolve
from shared.games.match.facts import FACTS
from shared.games.match.matchmaking import MATCHMAKING
from shared.games.match.message import message
from shared.games.match.plan import NAME
from shared.games.match.reward import PRIZES
from shared.games.match.state import STATES
from shared.games.match.view import VIEWS, audience, snapshot
from shared.kernel.game import Board, Game, Timers

MATCH = Game(
    name=NAME,
    player_commands=PLAYER_COMMANDS,
    operator_commands=OPERATOR_COMMANDS,
    scope=scope,
    decide=decide,
    evolve=evolve,
    outcome=outcome,
    owner=lambda _match: None,
    log="journal",
    facts=FACTS,
    states=STATES,
    audience=audience,
    events=EVENTS,
    message=message,
    views=VIEWS,
    snapshot=snapshot,
    board=Board(points),
    presence=True,
    timers=Timers(timer),
    deferral=DEFERRAL,
    entrants=entrants,
    enters=enters,
    ended=ended,
    contest=contest,
    reward=PRIZES,
    effects=effects,
    matchmaking=MATCHMAKING,
    kept_days=30,
)
