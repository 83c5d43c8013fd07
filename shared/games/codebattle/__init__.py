"""Code battle: players answer questions for points, arrows and shields; an arrow takes points."""

from __future__ import annotations

from shared.games.codebattle.again import again
from shared.games.codebattle.board import points
from shared.games.codebattle.commands import OPERATOR_COMMANDS, PLAYER_COMMANDS
from shared.games.codebattle.decide import decide, outcome, owner, scope
from shared.games.codebattle.deferral import DEFERRAL
from shared.games.codebattle.events import EVENTS
from shared.games.codebattle.evolve import evolve
from shared.games.codebattle.facts import FACTS
from shared.games.codebattle.lifecycle import ended, schedule, timer
from shared.games.codebattle.message import message
from shared.games.codebattle.reward import REWARD
from shared.games.codebattle.stored import STATES, UPCASTERS
from shared.games.codebattle.streams import NAME
from shared.games.codebattle.undo import undo
from shared.games.codebattle.view import VIEWS, audience, snapshot
from shared.kernel.game import Board, Game, Timers

CODE_BATTLE = Game(
    name=NAME,
    # What is asked, and what comes of it
    player_commands=PLAYER_COMMANDS,
    operator_commands=OPERATOR_COMMANDS,
    scope=scope,
    decide=decide,
    evolve=evolve,
    outcome=outcome,
    owner=owner,
    # How it is stored
    facts=FACTS,
    states=STATES,
    upcasters=UPCASTERS,
    # Who sees what
    audience=audience,
    events=EVENTS,
    message=message,
    views=VIEWS,
    snapshot=snapshot,
    # What Rumpus does beside
    board=Board(points),
    presence=True,
    schedule=schedule,
    ended=ended,
    timers=Timers(timer),
    deferral=DEFERRAL,
    reward=REWARD,
    undo=undo,
    again=again,
)
