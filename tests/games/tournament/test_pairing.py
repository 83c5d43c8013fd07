"""Every format finds the right winner, whoever does not come or leaves: by an independent check."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shared.games.tournament.pairing.elimination import seeded
from shared.games.tournament.pairing.matching import match_all
from shared.games.tournament.pairing.next_round import next_round
from shared.games.tournament.pairing.played import Fixture, History, Played, Standing
from shared.games.tournament.plan import MOST, MOST_ROUND_ROBIN, Format, Plan
from tests.games.tournament import oracle

SIZES = st.one_of(st.integers(2, 12), st.integers(2, 100))


class Run:
    """Plays a tournament to its end; `wild` lets people stay away, draw and leave."""

    def __init__(self, plan: Plan, entrants: int, chance: Random, *, wild: bool = True) -> None:
        self.plan, self.entrants, self.chance, self.wild = plan, entrants, chance, wild
        self.rounds: list[list[Played]] = []
        self.gone: set[int] = set()
        self.seen: list[tuple[frozenset[int], list[Fixture]]] = []
        self.standing = self._play()

    @property
    def history(self) -> History:
        return History(self.entrants, self.rounds, frozenset(self.gone))

    def _play(self) -> Standing:
        while True:
            fixtures, standing = next_round(self.plan, self.history)
            if not fixtures:
                return standing
            assert len(self.rounds) < 200, "it does not end"
            self.seen.append((frozenset(self.gone), fixtures))
            self.rounds.append([self._played(each) for each in fixtures])
            if self.wild and self.chance.random() < 0.5:
                self.gone.add(self.chance.randrange(self.entrants))

    def _played(self, fixture: Fixture) -> Played:
        sides = len(fixture.sides)
        places = [1 + sorted(fixture.sides).index(each) for each in fixture.sides]
        away = [each in self.gone for each in fixture.sides]
        if any(away) and sides == 2:
            places = [sides if each else 1 for each in away]
        elif self.wild:
            self.chance.shuffle(places)
            odd = self.chance.random()
            if odd < 0.1 and sides > 1:
                places = [sides] * sides
            elif odd < 0.2:
                places = [1] * sides
        return Played(fixture.key, fixture.sides, tuple(places))


def run(size: int, seed: int, format_: Format, **fields: Any) -> Run:
    plan = Plan("x", format_, **fields)
    return Run(plan, size, Random(seed))  # noqa: S311 - results of a test


@pytest.mark.parametrize(("format_", "lives"), [("single", 1), ("double", 2)])
@given(SIZES, st.integers())
@example(2, 0)
@example(3, 1)
@example(MOST, 2)
@example(11, 749217373)
def test_a_knock_out_leaves_the_one_who_did_not_lose(
    format_: Format, lives: int, size: int, seed: int
) -> None:
    played = run(size, seed, format_)
    left = oracle.survivors(played.rounds, size, lives, played.gone)
    first = [who for who in played.standing[0] if who not in played.gone]
    assert left == set() or set(first) == left
    assert len(left) <= 1
    assert sum(map(len, played.rounds)) <= lives * size - 1
    assert sorted(who for place in played.standing for who in place) == list(range(size))


@pytest.mark.parametrize("format_", ["single", "double"])
@given(SIZES)
def test_the_best_seed_wins_a_knock_out_against_the_second(format_: Format, size: int) -> None:
    played = Run(Plan("x", format_), size, Random(0), wild=False)  # noqa: S311 - as above
    assert played.standing[:2] == [[0], [1]]


@given(st.integers(1, 4))
def test_who_wins_from_the_losers_bracket_has_to_win_twice(seed: int) -> None:
    plan = Plan("x", "double")
    rounds: list[list[Played]] = []
    for result in ((1, 2), (1, 2), (1, 2), (2, 1)):
        fixtures, _ = next_round(plan, History(4, rounds))
        rounds.append([Played(each.key, each.sides, result) for each in fixtures])
    ((again,), _) = next_round(plan, History(4, rounds))
    assert (again.key, rounds[-1][0].key) == ("R.0", "F.0")
    winner = again.sides[seed % 2]
    places = (1, 2) if winner == again.sides[0] else (2, 1)
    rounds.append([Played(again.key, again.sides, places)])
    fixtures, standing = next_round(plan, History(4, rounds))
    assert (fixtures, standing[0]) == ([], [winner])


@settings(max_examples=50)
@given(SIZES, st.integers())
@example(MOST - 1, 1)
def test_swiss_ranks_by_points_and_lets_everybody_play(size: int, seed: int) -> None:
    played = run(size, seed, "swiss")
    table = oracle.points(played.rounds, size)
    order = [who for place in played.standing for who in place]
    assert sorted(order) == list(range(size))
    assert [table[who] for who in order] == sorted(table, reverse=True)
    for gone, fixtures in played.seen:
        sides = [who for each in fixtures for who in each.sides]
        assert sorted(sides) == sorted(set(range(size)) - gone)


@given(st.integers(2, 9), st.integers(1, 9), st.integers())
@example(6, 5, 0)
@example(9, 9, 1)
def test_nobody_meets_again_in_swiss_before_it_must(size: int, rounds: int, seed: int) -> None:
    played = run(size, seed, "swiss", rounds=rounds)
    for number, (gone, fixtures) in enumerate(played.seen):
        met = oracle.meetings(played.rounds[:number])
        there = sorted(set(range(size)) - gone)
        again = any(met[frozenset(each.sides)] for each in fixtures if len(each.sides) > 1)
        fewest = _fewest_byes(played, number, there) if len(there) % 2 else there
        assert not again or not _can_be_new(there, fewest, met), (number, fixtures)


def _fewest_byes(played: Run, number: int, there: list[int]) -> list[int]:
    """Those who may have the bye: it is fair before it is new."""
    byes = [0] * played.entrants
    for match in (each for some in played.rounds[:number] for each in some):
        if len(match.sides) == 1:
            byes[match.sides[0]] += 1
    return [each for each in there if byes[each] == min(byes[who] for who in there)]


def _can_be_new(there: list[int], byes: list[int], met: Any) -> bool:
    if len(there) % 2 == 0:
        return oracle.can_be_new(there, met)
    return any(oracle.can_be_new([each for each in there if each != bye], met) for bye in byes)


def test_swiss_of_thousands_never_has_a_rematch() -> None:
    played = Run(Plan("x", "swiss", rounds=24), 1001, Random(3))  # noqa: S311 - as above
    assert max(oracle.meetings(played.rounds).values()) == 1


@settings(max_examples=20)
@given(st.integers(2, MOST_ROUND_ROBIN), st.integers())
def test_everybody_meets_everybody_once_in_a_round_robin(size: int, seed: int) -> None:
    calm = Run(Plan("x", "round_robin"), size, Random(seed), wild=False)  # noqa: S311 - as above
    assert set(oracle.meetings(calm.rounds).values()) == {1}
    assert len(oracle.meetings(calm.rounds)) == size * (size - 1) // 2
    wild = run(size, seed, "round_robin")
    assert max(oracle.meetings(wild.rounds).values()) == 1
    table = oracle.points(wild.rounds, size)
    assert [table[who] for place in wild.standing for who in place] == sorted(table, reverse=True)


@given(SIZES, st.integers(2, 16), st.integers(1, 8), st.integers())
def test_heats_end_with_one_heat_whose_first_wins(
    size: int, heat: int, advance: int, seed: int
) -> None:
    advance = min(advance, heat // 2)
    played = run(size, seed, "heats", heat=heat, advance=advance)
    assert all(len(each.sides) <= heat for _, fixtures in played.seen for each in fixtures)
    (final, *others), before = played.rounds[-1], played.rounds[:-1]
    went_on = [each for each in final.sides if all(_is_in(each, some) for some in before)]
    assert len(went_on) == len(final.sides)
    if not others and final.places.count(1) == 1 and len(final.sides) > 1:
        assert played.standing[0] == [final.sides[final.places.index(1)]]


def _is_in(who: int, played: list[Played]) -> bool:
    return any(who in each.sides for each in played)


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_no_pairing_leaves_fewer_alone(size: int, chance: Random) -> None:
    ways = {frozenset((a, b)) for a in range(size) for b in range(a) if chance.random() < 0.4}
    mates = match_all(size, lambda a, b: frozenset((a, b)) in ways)
    for one, other in enumerate(mates):
        assert other < 0 or (mates[other] == one and frozenset((one, other)) in ways)
    assert sum(mate >= 0 for mate in mates) == 2 * _most_pairs(tuple(range(size)), ways)


def _most_pairs(left: tuple[int, ...], ways: set[frozenset[int]]) -> int:
    if len(left) < 2:
        return 0
    first, rest = left[0], left[1:]
    best = _most_pairs(rest, ways)
    for other in rest:
        if frozenset((first, other)) in ways:
            others = tuple(each for each in rest if each != other)
            best = max(best, 1 + _most_pairs(others, ways))
    return best


def test_the_best_eight_are_kept_apart_as_long_as_can_be() -> None:
    assert seeded(8) == [0, 7, 3, 4, 1, 6, 2, 5]
    assert seeded(5) == [0, -1, 3, 4, 1, -1, 2, -1]
