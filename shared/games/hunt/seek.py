"""Decides the commands of seekers, except taking treasures."""

from __future__ import annotations

from shared.games.hunt import commands as c
from shared.games.hunt import facts as f
from shared.games.hunt.energy import spent
from shared.games.hunt.evolve import seeker
from shared.games.hunt.interpret import in_words, unmet
from shared.games.hunt.land import cell, cost, steps
from shared.games.hunt.rules import Treasure
from shared.games.hunt.state import Clue
from shared.games.hunt.take import taken
from shared.games.hunt.turn import Turn, check_cooldown, clue, known_treasure, turn_of
from shared.kernel.errors import CommandRefused
from shared.kernel.rules import Decision, States
from shared.kernel.same_text import normalised


def move(command: c.Move, states: States) -> Decision:
    """Go one step; the log, not the client, says where a seeker stands."""
    turn = turn_of(command, states)
    me, rules = turn.me, turn.hunt.rules
    if abs(command.x - me.x) + abs(command.y - me.y) != 1:
        raise CommandRefused("not_beside_you", x=me.x, y=me.y)
    price = cost(rules, command.x, command.y)
    if price is None:
        raise CommandRefused("no_way")
    left = spent(me.energy, rules.energy, command.now, price)
    fact = f.SeekerMoved(command.now, turn.hunt.version, command.x, command.y, left)
    return {turn.stream: (fact,)}


def search(command: c.Search, states: States) -> Decision:
    """Find the treasures within the radius of their kind."""
    turn = turn_of(command, states)
    hunt, me, rules = turn.hunt, turn.me, turn.hunt.rules
    left = spent(me.energy, rules.energy, command.now, rules.energy.search)
    hidden = [
        (steps(me.x, me.y, each), each) for each in rules.treasures if each.id not in me.clues
    ]
    near = [each for away, each in hidden if away <= rules.kinds[each.kind].radius]
    others = [away for away, each in hidden if each not in near and away <= rules.hint]
    clues = tuple(clue(hunt, each, "found") for each in near)
    fact = f.CellSearched(command.now, hunt.version, left, clues, min(others, default=None))
    return {turn.stream: (fact,)}


def dig(command: c.Dig, states: States) -> Decision:
    """Unearth the treasure buried here, if its needs are met.

    A seeker that does not know of a treasure whose needs it lacks finds nothing, and learns
    nothing.
    """
    turn = turn_of(command, states)
    hunt, me, rules = turn.hunt, turn.me, turn.hunt.rules
    here = next((each for each in rules.treasures if (each.x, each.y) == (me.x, me.y)), None)
    known = me.clues.get(here.id) if here else None
    number = cell(rules, me.x, me.y)
    if known.stage != "found" if known else number in me.dug:
        raise CommandRefused("already_dug")
    left = spent(me.energy, rules.energy, command.now, rules.energy.dig)
    if here is None or not _may_have(command, turn, here, known):
        return {turn.stream: (f.CellDug(command.now, hunt.version, number, left),)}
    found = clue(hunt, here, "unearthed")
    dug = f.CellDug(command.now, hunt.version, number, left, found)
    if here.riddle or found.rival:
        return {turn.stream: (dug,)}
    return {turn.stream: (dug, *taken(command, hunt, seeker(me, dug), here))}


def solve(command: c.Solve, states: States) -> Decision:
    """Answer a riddle: a right answer takes the treasure, or makes a rival one claimable."""
    turn = turn_of(command, states)
    hunt, me, rules = turn.hunt, turn.me, turn.hunt.rules
    treasure, known = known_treasure(command, hunt, me)
    if not treasure.riddle or known.stage == "solved":
        raise CommandRefused("no_riddle")
    tries_left = rules.tries - me.tries.get(treasure.id, 0)
    if tries_left <= 0:
        raise CommandRefused("no_tries_left")
    left = spent(me.energy, rules.energy, command.now, rules.energy.solve)
    if normalised(command.answer) not in map(normalised, treasure.answers):
        head = (command.now, hunt.version, treasure.id, left)
        return {turn.stream: (f.RiddleMissed(*head, tries_left - 1),)}
    if not known.rival:
        check_cooldown(command, me, treasure)
    solved = f.RiddleSolved(command.now, hunt.version, treasure.id, left)
    if known.rival:
        return {turn.stream: (solved,)}
    return {turn.stream: (solved, *taken(command, hunt, seeker(me, solved), treasure))}


def _may_have(command: c.Dig, turn: Turn, here: Treasure, known: Clue | None) -> bool:
    """Whether the needs of a treasure are met; refuse with the reason if the seeker knows of it."""
    kind = turn.hunt.rules.kinds[here.kind]
    need = unmet(kind.needs, turn.hunt, turn.me, command.now)
    if known is None:
        ready_at = turn.me.ready.get(here.kind)
        return need is None and (ready_at is None or command.now >= ready_at)
    if need is not None:
        raise CommandRefused("not_ready", needs=in_words(need))
    check_cooldown(command, turn.me, here)
    return True
