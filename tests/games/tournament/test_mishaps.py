"""Whatever players and operators do, every format ends with the right winner, and is replayed."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.games.tournament import TOURNAMENT
from shared.games.tournament import commands as c
from shared.games.tournament.pairing.played import Played
from shared.games.tournament.plan import Format, Plan, tournament_stream
from shared.games.tournament.rounds import sections_of
from shared.games.tournament.state import Over
from shared.kernel.errors import CommandRefused
from shared.kernel.facts import StreamState
from shared.kernel.rules import fold
from tests.games.tournament import oracle
from tests.games.tournament.venue import CUP, Venue

LIVES = {"single": 1, "double": 2}


class Mishaps(Venue):
    """Plays to the end while people stay away, leave, object, and operators overturn."""

    def __init__(self, format_: Format, size: int, seed: int) -> None:
        super().__init__(Plan("A cup", format_, dispute_minutes=1, heat=4))
        self.chance = Random(seed)  # noqa: S311 - what happens in a test
        self.names = [f"p{number}" for number in range(size)]
        self.gone: set[str] = set()
        self.overturned: dict[tuple[int, int], tuple[int, ...]] = {}
        self.register(*self.names)
        self.start()
        for _ in range(60):
            if isinstance(self.state, Over):
                return
            self.play_round()
        raise AssertionError("it does not end")

    def play_round(self) -> None:
        for number, index, match in self.open_matches():
            places = list(range(1, len(match.sides) + 1))
            self.chance.shuffle(places)
            if self.chance.random() < 0.8:  # of the others nobody comes
                self.operate(c.Rule(self.now, CUP, number, index, tuple(places)))
        self.settle()
        if self.chance.random() < 0.3:
            self.leave(self.chance.choice(self.names))
        self.pass_minutes(31)
        rounds = getattr(self.state, "rounds", ())
        if rounds and self.chance.random() < 0.2:
            self.overturn(self.chance.choice(rounds).number)

    def leave(self, who: str) -> None:
        with suppress(CommandRefused):
            self.do(c.Withdraw(self.now, CUP, who), who)
            self.gone.add(who)
        self.settle()

    def overturn(self, number: int) -> None:
        with suppress(CommandRefused):
            self.operate(c.Overturn(self.now, CUP, number, 0, (2, 1)))
            self.overturned[number, 0] = (2, 1)
        self.settle()

    def played(self) -> list[list[Played]]:
        """Return what counts in the end, from the sections."""
        rounds = []
        for past in self.state.rounds:
            sections = [self.fresh(each) for each in sections_of(CUP, (past,))]
            matches = [match for section in sections for match in section.matches]
            rounds.append(
                [
                    Played(m.key, m.seeds, self.overturned.get((past.number, i), m.places))
                    for i, m in enumerate(matches)
                ]
            )
        return rounds

    def seeds(self, names: Any) -> set[int]:
        return {self.names.index(who) for who in names}


@pytest.mark.parametrize("format_", ["single", "double", "swiss", "round_robin", "heats"])
@settings(max_examples=8)
@given(st.integers(2, 12), st.integers(0, 2**32))
def test_the_right_one_wins_whatever_happens(format_: Format, size: int, seed: int) -> None:
    venue = Mishaps(format_, size, seed)
    over, rounds = venue.state, venue.played()
    assert sorted(who for place in over.places for who in place) == sorted(venue.names)
    if format_ in LIVES:
        left = oracle.survivors(rounds, size, LIVES[format_], venue.seeds(venue.gone))
        first = venue.seeds(over.places[0]) - venue.seeds(venue.gone)
        assert left in (set(), first)
    elif format_ in {"swiss", "round_robin"}:
        table = oracle.points(rounds, size)
        order = [table[venue.names.index(who)] for place in over.places for who in place]
        assert order == sorted(table, reverse=True)
    elif rounds and len(rounds[-1]) == 1:
        (final,) = rounds[-1]
        assert final.winner < 0 or venue.names[final.winner] in over.places[0]


@settings(max_examples=5)
@given(st.integers(2, 12), st.integers(0, 2**32))
def test_a_tournament_is_replayed_from_its_facts(size: int, seed: int) -> None:
    venue = Mishaps("double", size, seed)
    stream = tournament_stream(CUP)
    empty = StreamState(stream)
    assert fold(TOURNAMENT, empty, venue.app.log.read(stream)).state == venue.state
