"""Treasure hunt: finding, digging and solving earns points; a rival treasure goes to the first."""

from __future__ import annotations

from shared.games.hunt.again import again
from shared.games.hunt.board import BOARD
from shared.games.hunt.commands import OPERATOR_COMMANDS, PLAYER_COMMANDS
from shared.games.hunt.decide import decide, outcome, owner, scope
from shared.games.hunt.events import EVENTS
from shared.games.hunt.evolve import evolve
from shared.games.hunt.facts import FACTS
from shared.games.hunt.lifecycle import TIMERS, ended, schedule
from shared.games.hunt.message import message
from shared.games.hunt.reward import REWARD
from shared.games.hunt.stored import STATES
from shared.games.hunt.streams import NAME
from shared.games.hunt.undo import undo
from shared.games.hunt.view import VIEWS, audience, snapshot
from shared.games.hunt.wide import effects
from shared.kernel.game import Game

HUNT = Game(
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
    log="journal",
    wide=True,
    facts=FACTS,
    states=STATES,
    # Who sees what
    audience=audience,
    events=EVENTS,
    message=message,
    views=VIEWS,
    snapshot=snapshot,
    # What Rumpus does beside
    board=BOARD,
    presence=True,
    schedule=schedule,
    ended=ended,
    timers=TIMERS,
    reward=REWARD,
    effects=effects,
    undo=undo,
    again=again,
)
