"""What comes of a command: pure functions of the command and the table."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import assert_never

from rumpus import CommandRefused, Decision, Scope, States, room_stream

from .commands import Play, Sit, TimeUp
from .facts import CardChosen, HandsDealt, PlayerSat, RoundPlayed, TableFact
from .state import SEATS, Table

NAME = "highcard"
CARDS = range(1, 14)
HAND = 3
TURN = timedelta(seconds=20)

type TableCommand = Sit | Play | TimeUp


def scope(command: TableCommand) -> Scope:
    """A table is one stream: that of its room."""
    return Scope((room_stream(NAME, command.room),))


def decide(command: TableCommand, states: States) -> Decision:
    """Answer a command with facts, or refuse it."""
    stream = room_stream(NAME, command.room)
    table = states[stream] or Table()
    match command:
        case Sit():
            return {stream: _sit(command, table)}
        case Play():
            return {stream: _play(command, table)}
        case TimeUp():
            return {stream: _time_up(command, table)}
        case _:
            assert_never(command)


def _sit(command: Sit, table: Table) -> tuple[TableFact, ...]:
    if command.username in table.players:
        raise CommandRefused("already_seated")
    if len(table.players) == SEATS:
        raise CommandRefused("table_full")
    sat = PlayerSat(command.now, command.username)
    players = (*table.players, command.username)
    if len(players) < SEATS:
        return (sat,)
    cards = Random(command.chance).sample(CARDS, HAND * SEATS)  # noqa: S311 - seeded by the host
    hands = {who: tuple(sorted(cards[i::SEATS])) for i, who in enumerate(players)}
    return sat, HandsDealt(command.now, hands, command.now + TURN)


def _play(command: Play, table: Table) -> tuple[TableFact, ...]:
    who = command.username
    if who not in table.players:
        raise CommandRefused("not_seated")
    if table.deadline is None:
        raise CommandRefused("not_running")
    if who in table.chosen:
        raise CommandRefused("already_chosen")
    if command.card not in table.hands[who]:
        raise CommandRefused("not_your_card")
    return _choose(command, table, {who: command.card})


def _time_up(command: TimeUp, table: Table) -> tuple[TableFact, ...]:
    """A round that was played meanwhile needs nothing."""
    if table.deadline is None or command.round != table.round:
        return ()
    late = {who: min(table.hands[who]) for who in table.players if who not in table.chosen}
    return _choose(command, table, late)


def _choose(command: Play | TimeUp, table: Table, cards: dict[str, int]) -> tuple[TableFact, ...]:
    facts: list[TableFact] = [CardChosen(command.now, who, card) for who, card in cards.items()]
    chosen = table.chosen | cards
    if len(chosen) == SEATS:
        facts.append(_round(command, table, chosen))
    return tuple(facts)


def _round(command: Play | TimeUp, table: Table, chosen: dict[str, int]) -> RoundPlayed:
    first, second = table.players
    winner = max(chosen, key=chosen.__getitem__) if chosen[first] != chosen[second] else None
    points = {who: table.points.get(who, 0) + (who == winner) for who in table.players}
    is_last = table.round == HAND
    deadline = None if is_last else command.now + TURN
    return RoundPlayed(command.now, chosen, winner, points, deadline)
