"""Matches are found for whoever waits: whole parties, fair teams, nobody twice or forgotten."""

from __future__ import annotations

from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.kernel.matchmaking import MatchQueue
from shared.kernel.rating import Rating
from shared.matchmaking.find import find, split
from shared.matchmaking.party import Party, Teams, window_of

NOW = 1000.0


def party(name: str, mu: float = 25.0, *, size: int = 1, born: float = NOW) -> Party:
    names = tuple(f"{name}{number}" for number in range(size))
    return Party(names, (Rating(mu, 1.5),) * size, born)


PARTIES = st.lists(
    st.tuples(st.floats(0, 50), st.integers(1, 4), st.floats(0, NOW)), max_size=40
).map(
    lambda drawn: [
        party(f"p{number}-", mu, size=size, born=born)
        for number, (mu, size, born) in enumerate(drawn)
    ]
)
QUEUES = st.builds(
    MatchQueue,
    teams=st.integers(2, 4),
    size=st.integers(1, 4),
    window=st.floats(0, 5),
    grows=st.floats(0, 1),
    widest=st.floats(0, 20),
)


def players(teams: Teams) -> list[str]:
    return [who for team in teams for each in team for who in each.players]


class TestFind:
    @settings(max_examples=300)
    @given(PARTIES, QUEUES)
    def test_makes_whole_matches_of_whole_parties_and_takes_nobody_twice(
        self, parties: list[Party], queue: MatchQueue
    ) -> None:
        made = list(find(parties, queue, NOW))
        taken = list(chain.from_iterable(map(players, made)))
        assert len(set(taken)) == len(taken)
        for teams in made:
            assert [sum(each.size for each in team) for team in teams] == [queue.size] * queue.teams
            assert all(each in parties for team in teams for each in team)

    @settings(max_examples=300)
    @given(PARTIES, QUEUES)
    def test_keeps_within_everybodys_window(self, parties: list[Party], queue: MatchQueue) -> None:
        for teams in find(parties, queue, NOW):
            all_of = [each for team in teams for each in team]
            spread = max(each.mu for each in all_of) - min(each.mu for each in all_of)
            assert all(spread <= 2 * window_of(queue, each, NOW) + 1e-9 for each in all_of)

    @settings(max_examples=100)
    @given(PARTIES, QUEUES)
    def test_does_not_depend_on_the_order_in_which_they_are_named(
        self, parties: list[Party], queue: MatchQueue
    ) -> None:
        other = sorted(parties, key=lambda each: each.players[::-1], reverse=True)
        assert list(find(parties, queue, NOW)) == list(find(other, queue, NOW))

    @given(PARTIES, st.floats(0, 50))
    def test_forgets_nobody_who_waits_longest_among_enough(
        self, parties: list[Party], mu: float
    ) -> None:
        """A duel with the widest window: whoever came first is matched if anybody else waits."""
        queue = MatchQueue(teams=2, size=1, widest=50, grows=1)
        alone = [each for each in parties if each.size == 1 and each.born <= NOW - 60]
        first = party("first", mu, born=-1)
        made = list(find([*alone, first], queue, NOW))
        assert ("first0" in chain.from_iterable(map(players, made))) == bool(alone)

    def test_waits_for_somebody_as_good_and_then_for_anybody(self) -> None:
        queue = MatchQueue(grows=0.5)
        far = [party("ann", 20), party("bob", 25)]
        assert not list(find(far, queue, NOW + 7))
        assert list(find(far, queue, NOW + 8))

    def test_leaves_out_parties_that_are_larger_than_a_team(self) -> None:
        assert not list(find([party("a", size=2), party("b", size=2)], MatchQueue(size=1), NOW))


class TestSplit:
    def test_makes_teams_as_even_as_can_be(self) -> None:
        teams = split([party("a", 30), party("b", 28), party("c", 22), party("d", 20)], 2, 2)
        assert teams
        assert {tuple(sorted(each.players[0] for each in team)) for team in teams} == {
            ("a0", "d0"),
            ("b0", "c0"),
        }

    def test_finds_out_that_sizes_do_not_fit(self) -> None:
        parties = [party("a", size=3), party("b", size=3), party("c", size=2)]
        assert split(parties, 2, 4) is None
        assert split(parties, 4, 2) is None
